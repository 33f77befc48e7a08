using Akka.Actor;

namespace Petabridge.Cmd.Host.Server;

/// <summary>
/// One running command: the sender that the handler answers. Made and supervised by the client's actor, which stops it when the client
/// cancels;
/// it stops itself after the final response. A handler that dies ends the command with an error.
/// </summary>
internal sealed class CommandRunActor : ReceiveActor
{
    private readonly uint _id;
    private readonly IActorRef _handler;
    private readonly int _responseBytesMax;
    private bool _ended;

    public CommandRunActor(uint id, string name, IActorRef handler, int responseBytesMax)
    {
        _id = id;
        _handler = handler;
        _responseBytesMax = responseBytesMax;
        Receive<CommandResponse>(Report);
        Receive<Status.Failure>(failure => Report(new ErroredCommandResponse($"The command [{name}] failed: {failure.Cause.Message}")));
        Receive<Terminated>(_ => Report(new ErroredCommandResponse(
            $"The command [{name}] cannot run: its handler has stopped. Reconnect to start it anew.")));
    }

    protected override void PreStart() => Context.Watch(_handler);

    private void Report(CommandResponse response)
    {
        if (_ended)
        {
            return;
        }

        var bounded = OutputChunks.Bounded(response, _responseBytesMax);
        Context.Parent.Tell(new RunOutput(_id, bounded));
        if (bounded.Final)
        {
            _ended = true;
            Context.Stop(Self);
        }
    }
}
