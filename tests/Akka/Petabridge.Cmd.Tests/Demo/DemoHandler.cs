using System.Globalization;
using Akka.Actor;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Tests.Demo;

public sealed class DemoHandler : CommandHandlerActor
{
    private readonly DemoCommands _demo;
    private bool _streaming;

    public DemoHandler(CommandPalette palette, DemoCommands demo)
        : base(palette)
    {
        _demo = demo;
        demo.Handlers.Add(Self.Path.ToStringWithoutAddress());
        Process(DemoCommands.Echo.Name, command =>
        {
            var text = command.Arguments.First(a => DemoCommands.Echo.ArgumentsByName["text"].Switch.Contains(a.Item1)).Item2;
            var times = command.Arguments.First(a => a.Item1 == "-n").Item2;
            Sender.Tell(new CommandResponse(string.Join('\n', Enumerable.Repeat(text, int.Parse(times, CultureInfo.InvariantCulture)))));
        });
        Process(DemoCommands.Count.Name, command =>
        {
            var to = int.Parse(command.Arguments[0].Item2, CultureInfo.InvariantCulture);
            for (var i = 1; i <= to; i++)
            {
                Sender.Tell(new CommandResponse(i.ToString(CultureInfo.InvariantCulture), final: false));
            }

            Sender.Tell(new CommandResponse("", final: true));
        });
        Process(DemoCommands.Forever.Name, _ =>
        {
            _streaming = true;
            Context.Watch(Sender);
            Sender.Tell(new CommandResponse("started", final: false));
        });
        Receive<Terminated>(_ => demo.StreamEnded.TrySetResult());
        Process(DemoCommands.Crash.Name, _ => throw new InvalidOperationException("the disk is on fire"));
        Process(DemoCommands.Stop.Name, _ => Context.Stop(Self));
        Process(DemoCommands.Refuse.Name, _ => Sender.Tell(new ErroredCommandResponse("not today")));
        Process(DemoCommands.Flood.Name, _ =>
        {
            var block = new string('x', 64 * 1024);
            for (var i = 0; i < 1024; i++)
            {
                Sender.Tell(new CommandResponse(block, final: false));
            }
        });
    }

    // A client that goes away takes its handlers along, maybe before they hear of the end of a command.
    protected override void PostStop()
    {
        if (_streaming)
        {
            _demo.StreamEnded.TrySetResult();
        }
    }
}
