using System.Buffers;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// A connection that another VIOS made: takes its requests and answers each when it has run, in whatever order they end. When as many run
/// as are allowed, nothing more is read. Ends with the connection; what runs then runs to its end.
/// </summary>
internal sealed class ServedConnection(CkeConnection connection, CkeParty origin, PeerRequests requests, Func<bool> fabricUp)
{
    private const int RunningMax = 256;

    private readonly SemaphoreSlim _running = new(RunningMax, RunningMax);

    /// <exception cref="IOException">The connection ended, or the origin does not keep to the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var frame = await connection.ReceiveFrameAsync(cancellation).ConfigureAwait(false);
            if (frame.Kind == CkeFrameKind.Ping)
            {
                var pong = new CkeFrame(CkeFrameKind.Pong, fabricUp() ? CkeFrame.Set : (byte)0, 0, frame.Request, 0, 0, 0, 0);
                await connection.SendAsync(pong, default, cancellation).ConfigureAwait(false);
                continue;
            }

            if (frame.Kind is not (CkeFrameKind.Read or CkeFrameKind.Write or CkeFrameKind.Flush or CkeFrameKind.Resolve))
                throw new CkeProtocolException($"a {frame.Kind} frame came where requests are expected");
            await _running.WaitAsync(cancellation).ConfigureAwait(false);
            var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, frame.Count));
            try
            {
                await connection.ReceiveAsync(buffer.AsMemory(0, frame.PayloadLength), cancellation).ConfigureAwait(false);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw;
            }

            _ = AnswerAsync(frame, buffer);
        }
    }

    private async Task AnswerAsync(CkeFrame request, byte[] buffer)
    {
        try
        {
            var data = buffer.AsMemory(0, request.Count);
            var flags = (byte)0;
            StorageResult result;
            switch (request.Kind)
            {
                case CkeFrameKind.Read:
                    result = await requests.ReadAsync(request, data).ConfigureAwait(false);
                    break;
                case CkeFrameKind.Write:
                    result = await requests.WriteAsync(origin, request, data).ConfigureAwait(false);
                    break;
                case CkeFrameKind.Resolve:
                    var said = await requests.ResolveAsync(origin, request, data).ConfigureAwait(false);
                    result = said.Answer ?? StorageResult.NotReady;
                    flags = said.IsResolved ? CkeFrame.Set : (byte)0;
                    break;
                default:
                    result = await requests.FlushAsync(request).ConfigureAwait(false);
                    break;
            }

            var payload = request.Kind == CkeFrameKind.Read && result == StorageResult.Ok ? data : default;
            var answer = new CkeFrame(
                CkeFrameKind.Answer, flags, (byte)result, request.Request, request.Lu, request.Offset, request.Count, payload.Length);
            await connection.SendAsync(answer, payload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The connection is gone: the origin asks again over another, with the same number.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _running.Release();
        }
    }
}
