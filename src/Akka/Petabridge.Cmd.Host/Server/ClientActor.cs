using System.Collections.Immutable;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>
/// One connected client, named after its address, a child of the host actor. It owns the connection, makes the handler of each palette
/// once, and one
/// <see cref="CommandRunActor"/> per running command. One frame is read at a time, so a client that sends fast waits in its own socket.
/// <code>
/// Greeting ─hello→ Serving ─bad frame, idle, slow reader, close→ stopped (runs and handlers stop with it)
/// </code>
/// </summary>
internal sealed class ClientActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CmdSettings _settings;
    private readonly ImmutableArray<RegisteredPalette> _palettes;
    private readonly WirePalette[] _wire;
    private readonly string _remote;
    private readonly NetworkStream _stream;
    private readonly OutputQueue _output;
    private readonly Dictionary<uint, IActorRef> _runs = [];
    private IActorRef[] _handlers = [];
    private bool _greeted;
    private bool _ended;

    public ClientActor(Socket socket, string remote, CmdSettings settings, ImmutableArray<RegisteredPalette> palettes)
    {
        _settings = settings;
        _palettes = palettes;
        _wire = [.. palettes.Select(p => p.Wire)];
        _remote = remote;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _output = new OutputQueue(settings.PendingOutputBytesMax);
        Receive<FrameArrived>(OnFrame);
        Receive<ReadFailed>(failed => End(failed.Cause is WireViolationException
            ? $"This is not the protocol of pbm: {failed.Cause.Message}"
            : $"The connection broke: {failed.Cause.Message}"));
        Receive<WriteEnded>(ended => Broken(ended.Cause));
        Receive<RunOutput>(OnOutput);
        Receive<HandshakeExpired>(_ => End($"No greeting came within {_settings.HandshakeTimeout}."));
        Receive<IdleExpired>(_ => End($"Nothing came from the client for {_settings.IdleTimeout}."));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(HandshakeExpired), new HandshakeExpired(), _settings.HandshakeTimeout);
        DrainThenCloseAsync(_output, _stream, _settings.SendTimeout)
            .PipeTo(Self, success: () => new WriteEnded(null), failure: cause => new WriteEnded(cause));
        ReadNext();
    }

    protected override void PostStop()
    {
        End("The host is stopping.");
        _log.Debug("petabridge.cmd client [{0}] is gone.", _remote);
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(maxNrOfRetries: 10, withinTimeRange: TimeSpan.FromMinutes(1), _ => Directive.Restart);

    private static async Task DrainThenCloseAsync(OutputQueue output, NetworkStream stream, TimeSpan sendTimeout)
    {
        try
        {
            await output.DrainAsync(stream, sendTimeout).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ReadNext() => FrameStream.ReadAsync(_stream, WireLimits.RequestBytesMax, CancellationToken.None)
        .PipeTo(Self, success: frame => new FrameArrived(frame), failure: cause => new ReadFailed(cause));

    private void OnFrame(FrameArrived message)
    {
        if (_ended)
        {
            return;
        }

        switch (message.Frame)
        {
            case null:
                Broken(null);
                return;
            case HelloFrame hello when !_greeted:
                Greet(hello);
                break;
            case ExecuteFrame execute when _greeted:
                Execute(execute);
                break;
            case CancelFrame cancel when _greeted:
                Cancel(cancel.Id);
                break;
            case PingFrame when _greeted:
                Send(FrameCodec.Encode(new PongFrame()));
                break;
            default:
                End($"This is not the protocol of pbm: {message.Frame.Kind} came out of turn.");
                break;
        }

        if (!_ended)
        {
            Timers.StartSingleTimer(nameof(IdleExpired), new IdleExpired(), _settings.IdleTimeout);
            ReadNext();
        }
    }

    private void Greet(HelloFrame hello)
    {
        if (hello.VersionMin > WireLimits.Version || hello.VersionMax < WireLimits.Version)
        {
            End($"The client speaks protocol versions {hello.VersionMin} to {hello.VersionMax}, the host version {WireLimits.Version}.");
            return;
        }

        _greeted = true;
        Timers.Cancel(nameof(HandshakeExpired));
        _handlers = [.. _palettes.Select(p => Context.ActorOf(p.Handler.HandlerProps, Uri.EscapeDataString(p.Module)))];
        Send(FrameCodec.Encode(new WelcomeFrame(WireLimits.Version, Context.System.Name, (ushort)_palettes.Length)));
        foreach (var palette in _palettes)
        {
            Send(palette.Frame);
        }

        _log.Info("petabridge.cmd client [{0}] connected.", _remote);
    }

    private void Execute(ExecuteFrame request)
    {
        if (_runs.ContainsKey(request.Id))
        {
            End($"This is not the protocol of pbm: command {request.Id} is running already.");
            return;
        }

        if (_runs.Count >= _settings.RunningCommandsMax)
        {
            Answer(request.Id, new ErroredCommandResponse($"{_runs.Count} commands are running on this connection, no more are allowed."));
            return;
        }

        switch (CommandParser.Parse(request.Tokens, _wire))
        {
            case ParsedLine.Rejected rejected:
                Answer(request.Id, new ErroredCommandResponse(rejected.Reason));
                break;
            case ParsedLine.Ok ok:
                var name = $"{_wire[ok.PaletteIndex].Module} {ok.Command.Name}";
                var handler = _handlers[ok.PaletteIndex];
                var run = Context.ActorOf(Props.Create<CommandRunActor>(request.Id, name, handler, _settings.ResponseBytesMax));
                _runs.Add(request.Id, run);
                _log.Info("petabridge.cmd client [{0}] runs [{1}].", _remote, name);
                handler.Tell(ok.Command, run);
                break;
        }
    }

    private void Cancel(uint id)
    {
        if (_runs.Remove(id, out var run))
        {
            Context.Stop(run);
            Send(OutputChunks.Cancelled(id));
        }
    }

    private void OnOutput(RunOutput output)
    {
        // A cancelled command may have responses on their way still.
        if (!_runs.ContainsKey(output.Id))
        {
            return;
        }

        if (output.Response.Final)
        {
            _runs.Remove(output.Id);
        }

        Answer(output.Id, output.Response);
    }

    private void Answer(uint id, CommandResponse response)
    {
        foreach (var frame in OutputChunks.Of(id, response))
        {
            Send(frame);
        }
    }

    private void Send(byte[] frame)
    {
        if (!_ended && !_output.TryEnqueue(frame))
        {
            End($"The client does not take its output: more than {_settings.PendingOutputBytesMax} bytes wait.");
        }
    }

    private void End(string reason)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _log.Info("petabridge.cmd client [{0}] is closed: {1}", _remote, reason);
        if (_output.TryEnqueue(FrameCodec.Encode(new GoodbyeFrame(reason))))
        {
            _output.Complete(_settings.SendTimeout);
        }
        else
        {
            _output.Abort();
        }

        Context.Stop(Self);
    }

    private void Broken(Exception? cause)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _log.Info("petabridge.cmd client [{0}] disconnected{1}", _remote, cause is null ? "." : $": {cause.Message}");
        _output.Abort();
        Context.Stop(Self);
    }
}
