using Akka.Actor;
using VioActors.Actors.Images;
using VioActors.Actors.Memory;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp;

/// <summary>The shared memory pool (OSI-1) and the operating systems of partitions (OSI-3).</summary>
public sealed partial class PhypActor
{
    private readonly TimeProvider _time;
    private readonly ImageEnvironment? _images;
    private IActorRef _shared = ActorRefs.Nobody;
    private IActorRef _systems = ActorRefs.Nobody;

    private void BeginSharing(CecId cec)
    {
        var (time, kept, images) = (_time, new KeptPool(_time, PagingAnswerLimit), _images);
        var shared = _shared = Context.ActorOf(Props.Create(() => new SharedMemoryActor(cec, kept)), "shared-memory");
        _systems = Context.ActorOf(Props.Create(() => new OsKeeperActor(cec, shared, images, time)), "systems");
    }

    /// <summary>Before the commands that are for the definitions.</summary>
    private void ReceiveShared()
    {
        Receive<ISharedPoolMessage>(_shared.Forward);
        Receive<PageWanted>(_shared.Forward);
        Receive<IOsMessage>(_systems.Forward);
        Receive<OsPageLost>(_systems.Forward);
    }

    private static readonly TimeSpan PagingAnswerLimit = TimeSpan.FromSeconds(5);
}
