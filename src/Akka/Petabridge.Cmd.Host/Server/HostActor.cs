using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>
/// Listens and makes one <see cref="ClientActor"/> per connection. One per actor system, <c>/user/petabridge.cmd</c>. A client that
/// fails is
/// stopped and concerns no other; a port that cannot be bound stops this actor with an error in the log.
/// <code>
/// Binding → Listening (accept, count, refuse beyond max-clients)
/// </code>
/// </summary>
internal sealed class HostActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CmdSettings _settings;
    private readonly Func<ImmutableArray<RegisteredPalette>> _palettes;
    private readonly TaskCompletionSource<IPEndPoint> _bound;
    private readonly CancellationTokenSource _stopped = new();
    private Socket? _listener;
    private int _clients;
    private long _names;

    public HostActor(CmdSettings settings, Func<ImmutableArray<RegisteredPalette>> palettes, TaskCompletionSource<IPEndPoint> bound)
    {
        _settings = settings;
        _palettes = palettes;
        _bound = bound;
        Receive<Listening>(OnListening);
        Receive<BindFailed>(OnBindFailed);
        Receive<Accepted>(OnAccepted);
        Receive<AcceptFailed>(OnAcceptFailed);
        Receive<AcceptAgain>(_ => Accept());
        Receive<Terminated>(_ => _clients--);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => BindAsync(_settings.Host, _settings.Port, _stopped.Token)
        .PipeTo(Self, success: socket => new Listening(socket), failure: cause => new BindFailed(cause));

    protected override void PostStop()
    {
        _stopped.Cancel();
        _listener?.Dispose();
        _bound.TrySetCanceled();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private static async Task<Socket> BindAsync(string host, int port, CancellationToken cancellation)
    {
        var address = IPAddress.TryParse(host, out var literal)
            ? literal
            : (await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false))
                .OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                .FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void OnListening(Listening message)
    {
        _listener = message.Listener;
        var address = (IPEndPoint)_listener.LocalEndPoint!;
        _log.Info("petabridge.cmd host bound to [{0}]", address);
        if (_settings.LogPalettesOnStartup)
        {
            foreach (var palette in _palettes())
            {
                _log.Info("petabridge.cmd module [{0}]: {1}", palette.Module, string.Join(", ", palette.Wire.Commands.Select(c => c.Name)));
            }
        }

        _bound.TrySetResult(address);
        Accept();
    }

    private void OnBindFailed(BindFailed message)
    {
        _log.Error(
            message.Cause,
            "petabridge.cmd cannot listen on [{0}:{1}]: {2}. Free the address, or set petabridge.cmd.host and petabridge.cmd.port.",
            _settings.Host,
            _settings.Port,
            message.Cause.Message);
        _bound.TrySetException(message.Cause);
        Context.Stop(Self);
    }

    private void Accept() => _listener!.AcceptAsync(_stopped.Token).AsTask()
        .PipeTo(Self, success: socket => new Accepted(socket), failure: cause => new AcceptFailed(cause));

    private void OnAccepted(Accepted message)
    {
        var socket = message.Client;
        if (_clients >= _settings.ClientsMax)
        {
            Refuse(socket);
        }
        else if (socket.RemoteEndPoint is IPEndPoint remote)
        {
            _clients++;
            socket.NoDelay = true;
            var client = Context.ActorOf(Props.Create<ClientActor>(socket, remote.ToString(), _settings, _palettes()), NameFor(remote));
            Context.Watch(client);
        }
        else
        {
            socket.Dispose();
        }

        Accept();
    }

    private string NameFor(IPEndPoint remote)
    {
        var name = Uri.EscapeDataString(remote.ToString());
        return Context.Child(name).IsNobody() ? name : $"{name}-{++_names}";
    }

    private void Refuse(Socket socket)
    {
        _log.Warning("petabridge.cmd refused a client: {0} are connected, which is petabridge.cmd.max-clients.", _clients);
        try
        {
            // A new connection's send buffer is empty, so these few bytes go into it without waiting.
            socket.Blocking = false;
            socket.Send(FrameCodec.Encode(new GoodbyeFrame("The host has as many clients as it accepts. Try again later.")));
        }
        catch (SocketException gone)
        {
            _log.Debug("petabridge.cmd could not tell a refused client why: {0}", gone.Message);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private void OnAcceptFailed(AcceptFailed message)
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        _log.Warning("petabridge.cmd could not accept a client, trying again in {0}: {1}", AcceptRetryDelay, message.Cause.Message);
        Timers.StartSingleTimer(nameof(AcceptAgain), new AcceptAgain(), AcceptRetryDelay);
    }

    private sealed record Listening(Socket Listener);

    private sealed record BindFailed(Exception Cause);

    private sealed record Accepted(Socket Client);

    private sealed record AcceptFailed(Exception Cause) : IDeadLetterSuppression;

    private sealed record AcceptAgain;
}
