using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>
/// The requests of one client adapter that have no answer, in the order in which they came. Not thread-safe: owned by its pair's actor.
/// </summary>
internal sealed class KeptRequests
{
    private readonly LinkedList<Request> _requests = [];
    private readonly Dictionary<uint, LinkedListNode<Request>> _byTag = [];

    public int Count => _requests.Count;

    /// <summary>Keeps a request. False when its tag is in use: the client broke the protocol.</summary>
    public bool TryAdd(SendCrq send, IActorRef client)
    {
        if (_byTag.ContainsKey(send.Tag))
            return false;
        _byTag.Add(send.Tag, _requests.AddLast(new Request(send, client)));
        return true;
    }

    /// <summary>The client that waits for the answer, which it will get now; null when nobody does.</summary>
    public IActorRef? Answer(uint tag, long connection)
    {
        if (!_byTag.TryGetValue(tag, out var node) || node.Value.Connection != connection)
            return null;
        _byTag.Remove(tag);
        _requests.Remove(node);
        return node.Value.Client;
    }

    /// <summary>An answer that says nothing about the request: it is sent again when the path is clean.</summary>
    public void Keep(uint tag, long connection)
    {
        if (_byTag.TryGetValue(tag, out var node) && node.Value.Connection == connection)
            node.Value.Connection = 0;
    }

    /// <summary>Submits, in order, what is not under way on that connection.</summary>
    public void Submit(ITargetNexus nexus, long connection, IActorRef pair)
    {
        foreach (var request in _requests.Where(request => request.Connection != connection))
        {
            request.Connection = connection;
            var send = request.Send;
            nexus.Submit(new CrqTask(send.DataOut, pair, connection)
            {
                LunField = send.LunField,
                Tag = send.Tag,
                Attribute = TaskAttribute.Simple,
                Cdb = send.Cdb,
                DataOutSizeBytes = send.DataOut.Length,
                DataInSizeBytes = send.DataInSizeBytes,
            });
        }
    }

    public void Clear()
    {
        _requests.Clear();
        _byTag.Clear();
    }

    private sealed class Request(SendCrq send, IActorRef client)
    {
        public SendCrq Send => send;

        public IActorRef Client => client;

        /// <summary>The connection on which it is under way; 0: on none.</summary>
        public long Connection { get; set; }
    }
}
