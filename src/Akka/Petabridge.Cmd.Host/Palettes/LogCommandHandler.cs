using System.Globalization;
using Akka.Actor;
using Akka.Event;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>Runs the palette <c>log</c> for one client: subscribed to the log while a tail runs, no longer.</summary>
internal sealed class LogCommandHandler : CommandHandlerActor
{
    private const int CountMax = 100_000;
    private readonly Dictionary<IActorRef, LogLevel> _tails = [];

    public LogCommandHandler(CommandPalette palette, IActorRef memorizer)
        : base(palette)
    {
        Process(LogCommands.Tail.Name, StartTail);
        Process(LogCommands.Peek.Name, command => Peek(command, memorizer));
        Receive<LogEvent>(OnLogged);
        Receive<Terminated>(ended => EndTail(ended.ActorRef));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void StartTail(Command command)
    {
        if (TryLevel(command, LogCommands.Tail, out var level))
        {
            Context.Watch(Sender);
            _tails[Sender] = level;
            Context.System.EventStream.Subscribe(Self, typeof(LogEvent));
        }
    }

    private void EndTail(IActorRef tail)
    {
        _tails.Remove(tail);
        if (_tails.Count == 0)
        {
            Context.System.EventStream.Unsubscribe(Self);
        }
    }

    private void OnLogged(LogEvent logged)
    {
        foreach (var (tail, level) in _tails)
        {
            if (logged.LogLevel() >= level)
            {
                tail.Tell(new CommandResponse(logged.ToString() ?? "", final: false));
            }
        }
    }

    private void Peek(Command command, IActorRef memorizer)
    {
        if (!TryLevel(command, LogCommands.Peek, out var level))
        {
            return;
        }

        var text = Value(command, LogCommands.Peek, LogCommands.CountArgument);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= CountMax)
        {
            memorizer.Forward(new PeekLog(level, count));
        }
        else
        {
            Sender.Tell(new ErroredCommandResponse($"The count [{text}] is not a number from 1 to {CountMax}."));
        }
    }

    private bool TryLevel(Command command, CommandDefinition definition, out LogLevel level)
    {
        var text = Value(command, definition, LogCommands.LevelArgument);
        LogLevel? known = text.ToLowerInvariant() switch
        {
            "debug" => LogLevel.DebugLevel,
            "info" => LogLevel.InfoLevel,
            "warning" => LogLevel.WarningLevel,
            "error" => LogLevel.ErrorLevel,
            _ => null,
        };
        level = known ?? LogLevel.DebugLevel;
        if (known is null)
        {
            Sender.Tell(new ErroredCommandResponse($"The log level [{text}] is none of debug, info, warning, error."));
        }

        return known is not null;
    }

    private static string Value(Command command, CommandDefinition definition, string argument) =>
        command.Arguments.First(a => definition.ArgumentsByName[argument].Switch.Contains(a.Item1)).Item2;
}
