using System.Net;
using System.Net.Sockets;
using Akka.Configuration;

namespace Akka.Remote.Transport;

/// <summary>The socket that peers connect to. Thread-safe.</summary>
internal sealed class Listener : IDisposable
{
    private readonly Socket _socket;

    private Listener(Socket socket)
    {
        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// Listens as the settings say. Throws <see cref="ConfigurationException"/> for an address that cannot be used, with what to do.
    /// </summary>
    public static Listener Bind(TcpSettings settings)
    {
        var host = settings.BindHostname.Length > 0 ? settings.BindHostname : settings.Hostname;
        var address = Resolve(host, settings.UseIPv6);
        if (settings.Tls is null && !settings.AllowPlaintext && !IPAddress.IsLoopback(address))
        {
            throw new ConfigurationException(
                $"Cannot start remoting on [{address}]: plain text is allowed on the loopback interface only. Set "
                + "akka.remote.dot-netty.tcp.enable-ssl and ssl.certificate, or hostname = 127.0.0.1, or, in a network that you trust, "
                + "allow-plaintext = on.");
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, settings.Port));
            socket.Listen(settings.Backlog);
            return new Listener(socket);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new ConfigurationException(
                $"Cannot start remoting: listening on [{address}:{settings.Port}] failed: {error.Message}. Free the port, or change "
                + "akka.remote.dot-netty.tcp.hostname and port (0 takes any free port).",
                error);
        }
    }

    public ValueTask<Socket> AcceptAsync(CancellationToken cancellation) => _socket.AcceptAsync(cancellation);

    public void Dispose() => _socket.Dispose();

    private static IPAddress Resolve(string host, bool ipv6)
    {
        if (IPAddress.TryParse(host, out var literal))
            return literal;
        try
        {
            var wanted = ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var found = Dns.GetHostAddresses(host.Length > 0 ? host : Dns.GetHostName());
            return found.OrderBy(address => address.AddressFamily == wanted ? 0 : 1)
                .ThenBy(address => host.Length == 0 && IPAddress.IsLoopback(address) ? 1 : 0)
                .FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException error)
        {
            throw new ConfigurationException(
                $"Cannot start remoting: the host name [{host}] in akka.remote.dot-netty.tcp is not known: {error.Message}", error);
        }
    }
}
