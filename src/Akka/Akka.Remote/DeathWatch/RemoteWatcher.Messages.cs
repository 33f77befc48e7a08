using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <content>Messages.</content>
public partial class RemoteWatcher
{
    /// <summary>
    /// From a remote reference: <paramref name="Watcher"/>, an actor here, wants to know the end of <paramref name="Watchee"/>.
    /// </summary>
    public sealed record WatchRemote(IInternalActorRef Watchee, IInternalActorRef Watcher) : INoSerializationVerificationNeeded;

    /// <summary>Undoes <see cref="WatchRemote"/>.</summary>
    public sealed record UnwatchRemote(IInternalActorRef Watchee, IInternalActorRef Watcher)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>To the remote watcher of another system, which answers with <see cref="HeartbeatRsp"/>. Safe to repeat.</summary>
    public sealed class Heartbeat : IDeadLetterSuppression, INotInfluenceReceiveTimeout
    {
        /// <summary>The only value.</summary>
        public static readonly Heartbeat Instance = new();

        private Heartbeat()
        {
        }
    }

    /// <summary>The answer to <see cref="Heartbeat"/>.</summary>
    /// <param name="AddressUid">The incarnation that answers.</param>
    public sealed record HeartbeatRsp(int AddressUid) : IDeadLetterSuppression;

    /// <summary>To itself: time to send heartbeats.</summary>
    private sealed class HeartbeatTick
    {
        public static readonly HeartbeatTick Instance = new();
    }

    /// <summary>To itself: time to ask the failure detectors.</summary>
    private sealed class ReapUnreachableTick
    {
        public static readonly ReapUnreachableTick Instance = new();
    }

    /// <summary>To itself: an answer of <paramref name="From"/> could be here by now.</summary>
    private sealed record ExpectedFirstHeartbeat(Address From);
}
