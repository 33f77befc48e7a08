using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// The way of one VIOS to the VIOS DB through a peer (RED-5): one interconnect at a time, and who is to get the answers that come back over
/// it. Part of one actor's state: not thread-safe.
/// </summary>
internal sealed class PeerWay(IoRelay relay, DbMessageCodec codec)
{
    /// <summary>Questions whose answer is waited for; of more, the oldest are given up, and asked again by whoever asks.</summary>
    private const int QuestionCountMax = 4096;

    private readonly Dictionary<IActorRef, ulong> _numbers = [];
    private readonly Dictionary<ulong, IActorRef> _clients = [];
    private readonly Queue<ulong> _questions = new();
    private ulong _lastNumber;
    private PeerLink? _link;

    /// <summary>The peer's name; null: there is none.</summary>
    public string? Through => _link?.Route.Name;

    /// <summary>
    /// Takes another peer when the present one cannot be reached, or has lost its own way; true: it is another interconnect.
    /// </summary>
    public bool Choose()
    {
        if (_link is { HasEnded: false } link && link.Route.ReachesDb)
            return false;
        Close();
        _link = relay.FindDbLink();
        return _link is not null;
    }

    /// <summary>The own way works again.</summary>
    public void Close()
    {
        _link?.SendDb(0, DbFrameUse.Close, []);
        _link = null;
        _numbers.Clear();
        _clients.Clear();
        _questions.Clear();
    }

    public void Forget(IActorRef client)
    {
        if (_numbers.Remove(client, out var number))
            _clients.Remove(number);
    }

    /// <summary>False: no peer, or a message that cannot go there.</summary>
    /// <param name="message">To the VIOS DB.</param>
    /// <param name="client">Who gets the answers.</param>
    /// <param name="isQuestion">There is one answer.</param>
    public bool TrySend(object message, IActorRef client, bool isQuestion)
    {
        if (message is not IDomainMessage known || _link is not { HasEnded: false } link || codec.Encode(known) is not { } bytes)
            return false;
        link.SendDb(NumberOf(client, isQuestion), isQuestion ? DbFrameUse.Question : DbFrameUse.News, bytes);
        return true;
    }

    /// <summary>Whom an answer is for, and what it says; null: nobody waits for it any more.</summary>
    public (IActorRef Client, object Message)? Take(DbAnswered answered)
    {
        if (!ReferenceEquals(answered.Link, _link) || !_clients.TryGetValue(answered.Client, out var client)
            || !codec.TryDecode(answered.Message, out var message, out _))
            return null;
        if (!_numbers.ContainsKey(client))
            _clients.Remove(answered.Client);
        return (client, message);
    }

    private ulong NumberOf(IActorRef client, bool isQuestion)
    {
        if (client.IsNobody())
            return 0;
        if (!isQuestion && _numbers.TryGetValue(client, out var known))
            return known;
        var number = ++_lastNumber;
        _clients[number] = client;
        if (!isQuestion)
            return _numbers[client] = number;
        _questions.Enqueue(number);
        if (_questions.Count > QuestionCountMax)
            _clients.Remove(_questions.Dequeue());
        return number;
    }
}
