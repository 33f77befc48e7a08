using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// Questions to the VIOS DB that went by the own way and have no answer yet. One that stays without an answer while others are answered
/// finds a part of the DB that cannot be reached from here: it is asked once more, through a peer. Whoever asks takes the answer that comes
/// first; the other copy may come much later, so only what does no harm then is kept here. Part of one actor's state: not thread-safe.
/// </summary>
internal sealed class OpenQuestions(TimeProvider time)
{
    /// <summary>Of more, the further ones are asked by the own way only.</summary>
    private const int CountMax = 1024;

    /// <summary>A VIOS DB that is only slow is not given all of them once more in one moment.</summary>
    private const int PassedOnAtOnceMax = 64;

    private readonly Dictionary<IActorRef, Open> _open = [];

    public bool IsEmpty => _open.Count == 0;

    /// <summary>Questions that were asked through a peer, too.</summary>
    public long PassedOn { get; private set; }

    /// <summary>
    /// It asks what is there, or for chunks, which are given once however often they are asked for. A login or a grant that came once more
    /// after its end would undo that end.
    /// </summary>
    public static bool MayComeLate(object message) => message is IQuery or AllocateChunks;

    /// <param name="heard">Messages that the DB had sent by then.</param>
    public void Add(IActorRef client, object message, long heard)
    {
        if (_open.Count < CountMax)
            _open[client] = new Open(message, time.GetTimestamp(), heard);
    }

    /// <summary>It is answered, or not waited for any more.</summary>
    public void Remove(IActorRef client) => _open.Remove(client);

    /// <summary>Asks those again that have waited for so long although the DB has sent something since.</summary>
    /// <param name="ask">False: it cannot be asked.</param>
    public void PassOn(TimeSpan patience, long heard, Func<object, IActorRef, bool> ask)
    {
        var passed = 0;
        foreach (var (client, open) in _open)
        {
            if (open.IsPassedOn || open.Heard == heard || time.GetElapsedTime(open.At) < patience)
                continue;
            if (passed == PassedOnAtOnceMax)
                return;
            if (!ask(open.Message, client))
                continue;
            open.IsPassedOn = true;
            passed++;
            PassedOn++;
        }
    }

    private sealed class Open(object message, long at, long heard)
    {
        public object Message { get; } = message;

        public long At { get; } = at;

        public long Heard { get; } = heard;

        public bool IsPassedOn { get; set; }
    }
}
