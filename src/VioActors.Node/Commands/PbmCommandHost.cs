using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Petabridge.Cmd.Host;
using VioActors.Management.Commands;
using VioActors.Pbm.Client;
using VioActors.Pbm.Palettes;

namespace VioActors.Node.Commands;

/// <summary>
/// The commands of this process's own pbm port, each through a connection of its own: one whose output nobody takes holds up no other, and
/// the host ends what runs for a connection that is closed. Thread-safe.
/// </summary>
/// <param name="address">Completes when the port is open.</param>
internal sealed class PbmCommandHost(Func<Task<IPEndPoint>> address, PbmClientOptions options) : ICommandHost
{
    private const string WhatToSet = "see petabridge.cmd.host and petabridge.cmd.port";

    /// <summary>The port of a process's command host, open already or later.</summary>
    public static PbmCommandHost Of(ActorSystem system, TimeProvider time) =>
        new(() => PetabridgeCmd.Get(system).BoundAddress, PbmClientOptions.Default with { Time = time });

    public async Task<ICommandSession> OpenAsync(CancellationToken cancellation)
    {
        var bound = address();
        if (!bound.IsCompleted)
            throw new CommandHostException($"The command host of this node does not listen yet, or was not started; {WhatToSet}.");
        try
        {
            var at = await bound.ConfigureAwait(false);
            return new Session(await PbmClient.ConnectAsync(Reachable(at), options, cancellation).ConfigureAwait(false));
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested
            && cause is IOException or SocketException or OperationCanceledException)
        {
            throw new CommandHostException($"The command host of this node cannot be used: {cause.Message} ({WhatToSet})", cause);
        }
    }

    private static PbmAddress Reachable(IPEndPoint bound)
    {
        var host = bound.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : bound.Address;
        return new PbmAddress(host.ToString(), bound.Port);
    }

    private sealed class Session(PbmClient client) : ICommandSession
    {
        public IReadOnlyList<CommandPaletteFacts> Catalogue { get; } = [.. client.Palettes.Select(FactsOf)];

        public string Describe(string line) => client.Describe(line);

        public async IAsyncEnumerable<CommandOutput> RunAsync(string line, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var execution = client.ExecuteLine(line);
            await foreach (var said in execution.ReadLinesAsync(cancellation).ConfigureAwait(false))
                yield return said.IsError ? new CommandOutput(Error: said.Text) : new CommandOutput(said.Text);
            if (execution.Outcome == PbmOutcome.ConnectionLost)
            {
                var reason = await client.Closed.WaitAsync(cancellation).ConfigureAwait(false);
                yield return new CommandOutput(Error: $"connection to host terminated. {reason}".TrimEnd());
            }

            yield return new CommandOutput(ExitCode: execution.Outcome switch
            {
                PbmOutcome.Succeeded => PbmExitCode.Success,
                PbmOutcome.Cancelled => PbmExitCode.Interrupted,
                PbmOutcome.ConnectionLost => PbmExitCode.NoConnection,
                _ => PbmExitCode.CommandFailed,
            });
        }

        public ValueTask DisposeAsync() => client.DisposeAsync();

        private static CommandPaletteFacts FactsOf(PbmPalette palette) => new(
            palette.Module, string.Join(", ", palette.Commands.Select(command => command.Name)), [.. palette.Commands.Select(FactsOf)]);

        private static CommandFacts FactsOf(PbmCommand command) => new(
            command.Name, command.Description, [.. command.Arguments.Select(argument => new CommandArgumentFacts(
                argument.Switches, argument.Description, argument.IsMandatory && argument.DefaultValues.Count == 0,
                !VioPalette.IsFlag(argument)))]);
    }
}
