using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>Takes a frame that has come, and its payload from the connection.</summary>
internal delegate void FrameTaken(in CkeFrame frame);

/// <summary>
/// Reads a connection until it ends: while work comes on a thread of its own, so that I/O costs no turn of the thread pool. When pings are
/// all that comes it gives that thread up, and <see cref="IdleConnections"/> waits for it together with all the others that are idle: a
/// VIOS has connections to and from a few peers, nearly all of which carry nothing nearly always.
/// <para>Reading → (pings only) idle → (work, or its end) reading on a thread again.</para>
/// Used by one thread at a time.
/// </summary>
/// <param name="take">Takes each frame; of pings and pongs it never blocks.</param>
/// <param name="ended">Called once, with the reason.</param>
internal sealed class CkeReader(CkeConnection connection, FrameTaken take, Action<Exception> ended)
{
    /// <summary>So many signs of life in a row without work in between.</summary>
    private const int SignsBeforeIdle = 3;

    // One that never had any work is idle at once.
    private int _signs = SignsBeforeIdle;

    /// <summary>Reads on the calling thread, a receiver's own, until the connection has ended or is idle.</summary>
    public void Run()
    {
        try
        {
            while (true)
            {
                if (Take(connection.ReceiveFrame()) && _signs >= SignsBeforeIdle && connection.TryPark(this))
                    return;
            }
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            ended(cause);
        }
    }

    /// <summary>On the thread that waits for all idle connections: something came. Neither blocks nor throws.</summary>
    public void Wake()
    {
        try
        {
            var took = false;
            while (connection.HasFrame)
            {
                var frame = connection.ReceiveFrame();
                if (!IsSign(frame))
                {
                    CkeConnection.StartReader(() => RunFrom(frame));
                    return;
                }

                took = Take(frame);
            }

            // Without any frame it is the end of the connection, or half a frame: who waits for that has a thread.
            if (!took || !connection.TryPark(this))
                CkeConnection.StartReader(Run);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            CkeConnection.StartReader(() => ended(cause));
        }
    }

    private void RunFrom(CkeFrame frame)
    {
        try
        {
            ReceivedBatch.Begin();
            Take(frame);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            ended(cause);
            return;
        }

        Run();
    }

    /// <returns>It was a sign of life and no work.</returns>
    private bool Take(in CkeFrame frame)
    {
        var isSign = IsSign(frame);
        _signs = isSign ? _signs + 1 : 0;
        take(frame);
        return isSign;
    }

    private static bool IsSign(in CkeFrame frame) => frame.Kind is CkeFrameKind.Ping or CkeFrameKind.Pong;
}
