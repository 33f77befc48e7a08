using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>Opens connections to peers, up to the end of the handshake. Thread-safe.</summary>
internal sealed class Connector(RemoteSettings settings, Tls? tls, TimeProvider time)
{
    /// <summary>
    /// A connection for one stream, with what the peer said of itself. Throws what went wrong: <see cref="SocketException"/>,
    /// <see cref="IOException"/>, <see cref="TimeoutException"/>, <see cref="HandshakeRefusedException"/>, …
    /// </summary>
    public async Task<(PeerLink Link, Handshake.Welcome Peer)> OpenAsync(
        StreamKind kind, Address local, int localUid, Address remote, CancellationToken stopped)
    {
        using var timeout = new CancellationTokenSource(settings.Tcp.ConnectionTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopped);
        PeerLink? link = null;
        try
        {
            var socket = await ConnectAsync(remote, both.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null)
                stream = await tls.ConnectAsync(stream, remote.Host, both.Token).ConfigureAwait(false);
            link = new PeerLink(socket, stream);
            var peer = await ShakeHandsAsync(link, kind, local, localUid, remote, both.Token).ConfigureAwait(false);
            return (link, peer);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            link?.Dispose();
            throw new TimeoutException($"No connection within {settings.Tcp.ConnectionTimeout}.");
        }
        catch
        {
            link?.Dispose();
            throw;
        }
    }

    private async Task<Handshake.Welcome> ShakeHandsAsync(
        PeerLink link, StreamKind kind, Address local, int localUid, Address remote, CancellationToken cancellation)
    {
        var nonce = RandomNumberGenerator.GetBytes(Handshake.NonceLength);
        var hello = Handshake.WriteHello(kind, local, localUid, remote, nonce);
        await link.WriteAsync(new WireMessage().Message(FrameFields.Hello, hello), cancellation).ConfigureAwait(false);

        var challenge = Handshake.ReadChallenge(await link.ReadAsync(cancellation).ConfigureAwait(false));
        var helloBytes = hello.ToArray();
        if (settings.Cookie is not null
            && !CryptographicOperations.FixedTimeEquals(
                Handshake.Proof(settings.Cookie, "acceptor", helloBytes, challenge.Nonce), challenge.Proof))
        {
            throw new IOException("The peer does not know the secure cookie. Is akka.remote.secure-cookie the same on both sides?");
        }

        var proof = Handshake.Proof(settings.Cookie, "connector", helloBytes, challenge.Nonce);
        await link.WriteAsync(Handshake.WriteProof(proof), cancellation).ConfigureAwait(false);
        return Handshake.ReadWelcome(await link.ReadAsync(cancellation).ConfigureAwait(false));
    }

    private async Task<Socket> ConnectAsync(Address remote, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(remote.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(remote.Host, cancellation).ConfigureAwait(false);
        Exception? failure = null;
        foreach (var address in addresses.OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1))
        {
            if (tls is null && !settings.Tcp.AllowPlaintext && !IPAddress.IsLoopback(address))
            {
                throw new IOException(
                    $"[{address}] is not the loopback interface, and plain text is allowed there only. Set "
                    + "akka.remote.dot-netty.tcp.enable-ssl, or allow-plaintext in a network that you trust.");
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                Configure(socket, settings.Tcp);
                await socket.ConnectAsync(new IPEndPoint(address, remote.Port ?? 0), cancellation).ConfigureAwait(false);
                return socket;
            }
            catch (Exception error)
            {
                socket.Dispose();
                failure = error;
                if (error is OperationCanceledException)
                    throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    public static void Configure(Socket socket, TcpSettings tcp)
    {
        socket.NoDelay = tcp.NoDelay;
        if (tcp.KeepAlive)
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (tcp.SendBufferLength > 0)
            socket.SendBufferSize = tcp.SendBufferLength;
        if (tcp.ReceiveBufferLength > 0)
            socket.ReceiveBufferSize = tcp.ReceiveBufferLength;
    }
}
