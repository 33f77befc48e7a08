using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Pbm.Relay;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>
/// Base of the product's palettes: commands run as tasks and answer once, with a text or with what went wrong. One for each palette
/// and client connection.
/// </summary>
public abstract partial class PaletteActor : CommandHandlerActor
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private readonly CommandPalette _palette;
    private readonly Dictionary<string, TableOfVioses> _tablesOfVioses = [];

    protected PaletteActor(CommandPalette palette, PbmContext context)
        : base(palette)
    {
        (_palette, System) = (palette, context);
        Receive<TableWanted>(Fill);
    }

    protected PbmContext System { get; }

    /// <summary>
    /// Runs a command; a <see cref="CommandRefusedException"/> becomes the error that the user sees. One that asks for a VIOS of another
    /// process (<see cref="ViosNamed"/>) is run there.
    /// </summary>
    protected void Run(string name, Func<Command, Task<string>> run) => Process(name, command =>
    {
        var client = Sender;
        AnswerAsync(command, run).PipeTo(client);
    });

    /// <summary>Runs a command that tells how far it is.</summary>
    protected void RunSteps(string name, Func<Command, Action<string>, Task<string>> run) => Process(name, command =>
    {
        var (client, asJson) = (Sender, TableOptions.WantsJson(command));
        void Tell(string step) => client.Tell(new CommandResponse(asJson ? JsonText.Of(step) : step, final: false));
        AnswerAsync(command, told => run(told, Tell)).PipeTo(client);
    });

    /// <summary>Runs a command whose answer is a table, in the form that the user asked for.</summary>
    protected void RunTable(string name, IReadOnlyList<TableColumn> columns, Func<Command, Table, Task> fill) => Run(name, async command =>
    {
        var options = TableOptions.TryRead(command, columns, out var problem) ?? throw new CommandRefusedException(problem);
        var table = new Table([.. columns]);
        await fill(command, table).ConfigureAwait(false);
        return TableRenderer.Render(table, options);
    });

    /// <summary>Asks an actor for an answer of one kind.</summary>
    /// <exception cref="CommandRefusedException">It refused, or did not answer in time.</exception>
    protected static Task<T> AskAsync<T>(IActorRef actor, object question) => AskAsync<T>(actor, question, AnswerLimit);

    /// <summary>Asks an actor for an answer that may take longer than usual.</summary>
    /// <exception cref="CommandRefusedException">It refused, or did not answer in time.</exception>
    protected static async Task<T> AskAsync<T>(IActorRef actor, object question, TimeSpan limit)
    {
        try
        {
            return await actor.Ask<object>(question, limit).ConfigureAwait(false) switch
            {
                Rejected rejected => throw new CommandRefusedException(rejected.Reason),
                T expected => expected,
                var other => throw new CommandRefusedException(
                    $"The answer was {other.GetType().Name}, which this command does not understand."),
            };
        }
        catch (AskTimeoutException)
        {
            throw new CommandRefusedException($"No answer within {limit.TotalSeconds} s; the log of the system may say why.");
        }
    }

    /// <summary>Asks an actor for an answer, of which a refusal is one.</summary>
    /// <exception cref="CommandRefusedException">It did not answer in time.</exception>
    protected static async Task<IReply> AskAnyAsync(IActorRef actor, object question)
    {
        try
        {
            return await actor.Ask<IReply>(question, AnswerLimit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new CommandRefusedException($"No answer within {AnswerLimit.TotalSeconds} s; the log of the system may say why.");
        }
    }

    /// <summary>The running VIOS of that name. To be called before the command changes anything.</summary>
    /// <exception cref="CommandRefusedException">None runs under that name.</exception>
    protected IActorRef ViosNamed(string name) => System.Vioses().TryGetValue(name, out var vios)
        ? vios
        : System.Elsewhere.Relays().TryGetValue(name, out var relay)
        ? throw new ViosElsewhereException(name, relay)
        : throw new CommandRefusedException($"No VIOS {name} runs; vios list shows those that there are.");

    /// <summary>The process that is to run a command instead of this one; null: this one runs it.</summary>
    /// <exception cref="CommandRefusedException">No process can run it now.</exception>
    protected virtual CommandPlace? Elsewhere(Command command) => null;

    /// <summary>The process of a machine's hypervisor, unless it is this one; see <see cref="VioPalette.DefineOnCec"/>.</summary>
    /// <exception cref="CommandRefusedException">It does not run.</exception>
    protected CommandPlace? CecElsewhere(Command command)
    {
        var serial = Value(command, VioPalette.MachineSwitch);
        if (System.CecActor is not null && (serial is null || serial == System.Cec.Serial))
            return null;
        var what = $"CEC {serial ?? System.Cec.Serial}";
        var relay = System.PartsElsewhere.CecOf(serial, System.Cec)
            ?? throw new CommandRefusedException($"No process of {what} runs; members show lists the processes.");
        return new CommandPlace(what, relay);
    }

    /// <summary>Value of an argument, or null when it was not given.</summary>
    protected static string? Value(Command command, params ReadOnlySpan<string> switches)
    {
        foreach (var (typed, value) in command.Arguments)
        {
            if (switches.Contains(typed))
                return value;
        }

        return null;
    }

    /// <exception cref="CommandRefusedException">It was not given.</exception>
    protected static string Required(Command command, string what, params ReadOnlySpan<string> switches) =>
        Value(command, switches) ?? throw new CommandRefusedException($"Give the {what} with {switches[0]}.");

    private async Task<CommandResponse> AnswerAsync(Command command, Func<Command, Task<string>> run)
    {
        try
        {
            if (Elsewhere(command) is { } place)
                return await RunThereAsync(command, place.What, place.Relay).ConfigureAwait(false);
            var text = await run(command).ConfigureAwait(false);
            return new CommandResponse(TableOptions.WantsJson(command) ? JsonText.Of(text) : text);
        }
        catch (ViosElsewhereException elsewhere)
        {
            return await RunThereAsync(command, $"VIOS {elsewhere.Vios}", elsewhere.Relay).ConfigureAwait(false);
        }
        catch (CommandRefusedException refused)
        {
            return new ErroredCommandResponse(refused.Message);
        }
        catch (Exception cause) when (cause is FormatException or ArgumentException or IOException)
        {
            return new ErroredCommandResponse(cause.Message);
        }
    }
}

/// <summary>A process that is to run a command.</summary>
/// <param name="What">What it runs, for people.</param>
public sealed record CommandPlace(string What, ICanTell Relay);

/// <summary>A command cannot be done; the message is for the user and says what to do.</summary>
public sealed class CommandRefusedException(string message) : Exception(message);
