using System.Collections.Concurrent;

namespace VioActors.Scsi.Transport;

/// <summary>
/// Work that may hang in the system, such as the execution of a command, is not done in the middle of a receive loop or inside an actor:
/// the receiver's thread does it between two requests, when it holds nothing that others need. So another thread can take everything but
/// that work over from it, should it not come back. Thread-safe: each thread has its own.
/// </summary>
public static class ReceiverTurn
{
    [ThreadStatic]
    private static ConcurrentQueue<IThreadPoolWorkItem>? _work;

    /// <summary>This thread is a receiver's, which does what is put there before its next request.</summary>
    /// <param name="work">Null: it is not any more.</param>
    public static void Own(ConcurrentQueue<IThreadPoolWorkItem>? work) => _work = work;

    /// <summary>Has work done by this thread when it holds nothing. False: it is no such receiver's.</summary>
    /// <param name="work">Throws nothing.</param>
    public static bool TryPost(IThreadPoolWorkItem work)
    {
        if (_work is not { } own)
            return false;
        own.Enqueue(work);
        return true;
    }

    /// <summary>Has work done behind what waits. False: nothing waits, or this thread is no such receiver's.</summary>
    /// <param name="work">Throws nothing.</param>
    public static bool TryPostBehind(IThreadPoolWorkItem work) => _work is { IsEmpty: false } && TryPost(work);
}
