using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>A connection on the threads of the pool, by the asynchronous calls of the class library: runs on every system.</summary>
internal sealed class PooledWire : Wire
{
    private readonly SocketAsyncEventArgs _send = new();

    public PooledWire(Socket socket)
        : base(socket)
    {
        _send.Completed += (_, _) =>
        {
            SendFailed = _send.SocketError != SocketError.Success;
            SendEnded!();
        };
    }

    public override void Run(Func<Task> serve) => _ = Task.Run(serve);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        try
        {
            return await Socket.ReceiveAsync(destination, SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0; // A broken connection ends like a closed one.
        }
    }

    public override bool Send(SendBatch batch)
    {
        try
        {
            SetBuffers(batch);
            if (Socket.SendAsync(_send))
            {
                return false;
            }
            SendFailed = _send.SocketError != SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            SendFailed = true;
        }
        return true;
    }

    public override void EndSending() => _send.Dispose();

    private void SetBuffers(SendBatch batch)
    {
        if (batch.Segments.Count == 1)
        {
            var only = batch.Segments[0];
            _send.BufferList = null;
            _send.SetBuffer(only.Array, only.Offset, only.Count);
        }
        else
        {
            _send.SetBuffer(null, 0, 0);
            _send.BufferList = batch.Segments;
        }
    }
}
