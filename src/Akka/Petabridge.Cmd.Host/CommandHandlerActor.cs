using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>
/// Base of a palette's handler actor: one per palette and client connection, supervised by the client's actor, which restarts it when it
/// fails and stops it when the client goes. Every command that reaches it is answered: a failing one, and one that nothing processes,
/// with
/// an <see cref="ErroredCommandResponse"/>.
/// </summary>
public abstract class CommandHandlerActor : ReceiveActor
{
    private readonly CommandPalette _palette;

    protected CommandHandlerActor(CommandPalette palette)
    {
        ArgumentNullException.ThrowIfNull(palette);
        _palette = palette;
    }

    /// <summary>Runs <paramref name="handler"/> for one command; it answers with responses told to <c>Sender</c>, the last of them
    /// final.</summary>
    /// <exception cref="ArgumentException">The palette has no command of this name.</exception>
    protected void Process(string commandName, Action<Command> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (_palette.Commands.All(c => c.Name != commandName))
        {
            throw new ArgumentException($"The module [{_palette.ModuleName}] defines no command [{commandName}].", nameof(commandName));
        }

        Receive<Command>(handler, command => command.Name == commandName);
    }

    protected override void Unhandled(object message)
    {
        if (message is Command command)
        {
            Sender.Tell(new ErroredCommandResponse(
                $"The command [{_palette.ModuleName} {command.Name}] is defined but nothing processes it."));
            return;
        }

        base.Unhandled(message);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (message is Command command)
        {
            Sender.Tell(new ErroredCommandResponse($"The command [{_palette.ModuleName} {command.Name}] failed: {reason.Message}"));
        }

        base.PreRestart(reason, message);
    }
}
