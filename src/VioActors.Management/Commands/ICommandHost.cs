namespace VioActors.Management.Commands;

/// <summary>Where the commands of this node are run; the node gives it (MGT-5). Thread-safe.</summary>
public interface ICommandHost
{
    /// <summary>Begins a conversation for one command or the catalogue.</summary>
    /// <exception cref="CommandHostException">No command can be run here now; the message says what to set.</exception>
    Task<ICommandSession> OpenAsync(CancellationToken cancellation);
}

/// <summary>One conversation with the command host, for one command. Not thread-safe. Disposing it gives up what still runs.</summary>
public interface ICommandSession : IAsyncDisposable
{
    /// <summary>The commands that there are, in the host's order.</summary>
    IReadOnlyList<CommandPaletteFacts> Catalogue { get; }

    /// <summary>The line as it may be kept: without the values of secrets, and without every word whose meaning is not known.</summary>
    string Describe(string line);

    /// <summary>Runs a line; the last output has its exit code. Leaving the loop or cancelling gives the command up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<CommandOutput> RunAsync(string line, CancellationToken cancellation);
}

/// <summary>One palette. Immutable.</summary>
/// <param name="Palette">First word of its command lines.</param>
/// <param name="Description">What it is for, at least the names of its commands.</param>
public sealed record CommandPaletteFacts(string Palette, string Description, IReadOnlyList<CommandFacts> Commands);

/// <summary>One command. Immutable.</summary>
public sealed record CommandFacts(string Name, string Description, IReadOnlyList<CommandArgumentFacts> Arguments);

/// <summary>One argument. Immutable.</summary>
/// <param name="Names">Its switches, the usual one first.</param>
/// <param name="IsMandatory">The command is refused without it.</param>
/// <param name="HasValue">A value follows the switch.</param>
public sealed record CommandArgumentFacts(IReadOnlyList<string> Names, string Description, bool IsMandatory, bool HasValue);

/// <summary>What a command says, in order. Exactly one of the three is set. Immutable.</summary>
/// <param name="Line">A line of output.</param>
/// <param name="Error">A line of error output.</param>
/// <param name="ExitCode">The end, as pbm itself ends: 0, 1 failed, 3 the connection was lost, 130 given up.</param>
public sealed record CommandOutput(string? Line = null, string? Error = null, int? ExitCode = null);

/// <summary>No command can be run; the message says why and what to do.</summary>
public sealed class CommandHostException(string message, Exception? cause = null) : Exception(message, cause);
