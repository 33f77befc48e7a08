using System.Net;
using System.Net.Sockets;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>What a connection starts with: the socket, the greeting, the palettes.</summary>
internal sealed record PbmHandshake(NetworkStream Stream, IPEndPoint Remote, string Server, IReadOnlyList<WirePalette> Palettes)
{
    /// <exception cref="PbmConnectException">There is no host at the address, or it refused the client.</exception>
    internal static async Task<PbmHandshake> RunAsync(PbmAddress address, PbmClientOptions options, CancellationToken cancellation)
    {
        using var expiry = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, either.Token).ConfigureAwait(false);
            var remote = (IPEndPoint)socket.RemoteEndPoint!;
            var stream = new NetworkStream(socket, ownsSocket: true);
            var agent = $"pbm {typeof(PbmHandshake).Assembly.GetName().Version}";
            var hello = FrameCodec.Encode(new HelloFrame(WireLimits.Version, WireLimits.Version, agent));
            await stream.WriteAsync(hello, either.Token).ConfigureAwait(false);
            var welcome = Expect<WelcomeFrame>(address, await ReadAsync(stream, either.Token).ConfigureAwait(false));
            var palettes = new List<WirePalette>();
            while (palettes.Count < welcome.PaletteCount)
            {
                palettes.Add(Expect<PaletteFrame>(address, await ReadAsync(stream, either.Token).ConfigureAwait(false)).Palette);
            }

            return new PbmHandshake(stream, remote, welcome.Server, palettes);
        }
        catch (Exception cause) when (cause is not PbmConnectException)
        {
            socket.Dispose();
            if (cancellation.IsCancellationRequested || ReasonFor(cause, options) is not { } reason)
            {
                throw;
            }

            throw new PbmConnectException(address, reason, cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? ReasonFor(Exception cause, PbmClientOptions options) => cause switch
    {
        OperationCanceledException => $"no answer within {options.ConnectTimeout.TotalSeconds} s.",
        WireViolationException => $"something else than a command host answers there. {cause.Message}",
        SocketException or IOException => cause.Message,
        _ => null,
    };

    private static Task<Frame?> ReadAsync(NetworkStream stream, CancellationToken cancellation) =>
        FrameStream.ReadAsync(stream, WireLimits.ReplyBytesMax, cancellation);

    private static T Expect<T>(PbmAddress address, Frame? frame)
        where T : Frame => frame switch
        {
            T expected => expected,
            GoodbyeFrame goodbye => throw new PbmConnectException(address, goodbye.Reason),
            null => throw new PbmConnectException(address, "the host closed the connection before its greeting was complete."),
            _ => throw new WireViolationException($"{frame.Kind} came where {typeof(T).Name} was due."),
        };
}
