using System.Net.Sockets;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// The bytes of one TCP connection in both directions. One receive and one send at a time, from any thread; <see cref="Abort"/> at any
/// time.
/// </summary>
internal abstract class Wire(Socket socket)
{
    /// <summary>Called when a send has ended that did not end at once. Set once, before the first send.</summary>
    public Action? SendEnded { get; set; }

    /// <summary>The last send that ended could not be done: the connection is broken.</summary>
    public bool SendFailed { get; protected set; }

    protected Socket Socket => socket;

    /// <summary>Its own thread, from <see cref="Run"/> on; null: it runs on the thread pool.</summary>
    public virtual ConnectionThread? OwnThread => null;

    /// <summary>The wire for this system.</summary>
    /// <param name="socket">Connected; the wire's from now on.</param>
    /// <param name="watch">That of the connections' own threads; null: they have none.</param>
    /// <param name="polling">Of this connection.</param>
    public static Wire Over(Socket socket, ThreadWatch? watch, ReceivePolling polling) =>
        watch is not null && LinuxSocket.IsAvailable ? new ThreadWire(socket, watch, polling) : new PooledWire(socket);

    /// <summary>Serves a connection to its end. The receives of <paramref name="serve"/> are those of this wire; it never throws.</summary>
    public abstract void Run(Func<Task> serve);

    /// <summary>The peer has closed its direction, or the connection is broken; also while that has not been received yet.</summary>
    public bool IsClosedByPeer
    {
        get
        {
            try
            {
                return LinuxSocket.IsAvailable && !LinuxSocket.IsEstablished(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Receives at least one byte; 0: closed by the peer, broken or aborted.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> destination);

    /// <summary>
    /// Sends all of the batch. True: it has ended already, see <see cref="SendFailed"/>. False: <see cref="SendEnded"/> follows; the batch
    /// stays as it is until then.
    /// </summary>
    public abstract bool Send(SendBatch batch);

    /// <summary>No more is sent; the peer is told.</summary>
    public void CloseSending() => Close(SocketShutdown.Send);

    /// <summary>No more is received: a receive in progress ends.</summary>
    public void CloseReceiving() => Close(SocketShutdown.Receive);

    /// <summary>Closes the connection at once: a receive or send in progress ends. Idempotent.</summary>
    public virtual void Abort() => Socket.Dispose();

    private void Close(SocketShutdown direction)
    {
        try
        {
            Socket.Shutdown(direction);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    /// <summary>Nothing is sent any more. After <see cref="Abort"/>.</summary>
    public virtual void EndSending()
    {
    }
}
