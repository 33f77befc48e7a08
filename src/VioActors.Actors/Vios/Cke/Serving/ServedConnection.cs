using System.Buffers;
using Akka.Actor;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Scsi.Transport;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// A connection that another VIOS made: takes its requests and answers each when it has run, in whatever order they end. When as many run
/// as are allowed, nothing more is read. Ends with the connection; what runs then runs to its end.
/// </summary>
/// <param name="db">Through which the origin may reach the VIOS DB; null: it may not.</param>
internal sealed class ServedConnection(
    CkeConnection connection, CkeParty origin, PeerRequests requests, Func<bool> fabricUp, DbForPeers? db = null)
{
    private const int RunningMax = 256;

    private readonly SemaphoreSlim _running = new(RunningMax, RunningMax);

    /// <summary>Reads on the calling thread, a receiver's own, until the connection is idle or has ended.</summary>
    /// <returns>Ends when the connection has, as failed with the reason.</returns>
    public Task Run()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new CkeReader(connection, Take, cause =>
        {
            db?.Actor.Tell(new PeerLeftDb(connection), ActorRefs.NoSender);
            ended.TrySetException(cause);
        }).Run();
        return ended.Task;
    }

    private void Take(in CkeFrame frame)
    {
        if (frame.Kind == CkeFrameKind.Ping)
            Pong(frame.Request);
        else if (frame.Kind == CkeFrameKind.Db)
            PassToDb(frame);
        else if (frame.Kind is CkeFrameKind.Read or CkeFrameKind.Write or CkeFrameKind.Flush or CkeFrameKind.Resolve)
            Serve(frame);
        else
            throw new CkeProtocolException($"a {frame.Kind} frame came where requests are expected");
    }

    private void Pong(ulong number)
    {
        var flags = (fabricUp() ? CkeFrame.Set : 0) | (db is { State.IsLost: false } ? 0 : CkeFrame.DbLost);
        connection.Send(new CkeFrame(CkeFrameKind.Pong, (byte)flags, 0, number, 0, 0, 0, 0));
    }

    private void PassToDb(in CkeFrame frame)
    {
        if (frame.Flags > (byte)DbFrameUse.Close)
            throw new CkeProtocolException($"a message to the VIOS DB says that it is a {frame.Flags}");
        var message = new byte[frame.PayloadLength];
        connection.Receive(message);
        db?.Actor.Tell(new PeerAsksDb(connection, origin, frame.Request, (DbFrameUse)frame.Flags, message), ActorRefs.NoSender);
    }

    private void Serve(in CkeFrame frame)
    {
        WaitForPlace();
        var answer = new Answer(frame, _running);
        try
        {
            connection.Receive(answer.Data.Span[..frame.PayloadLength]);
        }
        catch
        {
            answer.FreePayload();
            throw;
        }

        if (frame.Kind == CkeFrameKind.Resolve)
        {
            _ = ResolveAsync(answer);
            return;
        }

        var running = frame.Kind switch
        {
            CkeFrameKind.Read => requests.ReadAsync(frame, answer.Data),
            CkeFrameKind.Write => requests.WriteAsync(origin, frame, answer.Data),
            _ => requests.FlushAsync(frame),
        };
        if (running.IsCompletedSuccessfully)
            Send(answer, running.Result, 0);
        else
            _ = SendAfterAsync(running, answer);
    }

    /// <summary>What is answered already goes out before this thread blocks.</summary>
    private void WaitForPlace()
    {
        if (_running.Wait(0))
            return;
        ReceivedBatch.End();
        _running.Wait();
        ReceivedBatch.Begin();
    }

    private async Task SendAfterAsync(ValueTask<StorageResult> running, Answer answer)
    {
        try
        {
            Send(answer, await running.ConfigureAwait(false), 0);
        }
        catch
        {
            // Without an answer the origin would wait for ever; over another connection it asks again.
            connection.Dispose();
            throw;
        }
    }

    private async Task ResolveAsync(Answer answer)
    {
        try
        {
            var said = await requests.ResolveAsync(origin, answer.Request, answer.Data).ConfigureAwait(false);
            Send(answer, said.Answer ?? StorageResult.NotReady, said.IsResolved ? CkeFrame.Set : (byte)0);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>When the connection is gone, the origin asks again over another, with the same number.</summary>
    private void Send(Answer answer, StorageResult result, byte flags)
    {
        var request = answer.Request;
        var payload = request.Kind == CkeFrameKind.Read && result == StorageResult.Ok ? answer.Data : default;
        connection.Send(
            new CkeFrame(
                CkeFrameKind.Answer, flags, (byte)result, request.Request, request.Lu, request.Offset, request.Count, payload.Length),
            payload, answer);
    }

    /// <summary>One request with its data, until its answer has gone.</summary>
    private sealed class Answer(CkeFrame request, SemaphoreSlim running) : ISentFrame
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, request.Count));

        public CkeFrame Request { get; } = request;

        public Memory<byte> Data => _buffer.AsMemory(0, Request.Count);

        public void FreePayload() => ArrayPool<byte>.Shared.Return(_buffer);

        public void EndSending() => running.Release();
    }
}
