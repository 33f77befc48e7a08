using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>
/// Keeps the shared memory pool of a CEC (OSI-1): brings pages that partitions miss, and makes room by sending others to their paging
/// devices. One for each PHYP, made and supervised by it; its definitions are persisted by the child <c>pool</c>, pages are not: memory
/// does not outlive its machine.
/// <para>Loading (reads the definitions) → Working. A page: there → leaving (being written) → on its device → being read.</para>
/// Guarantee: a page is dropped only when its bytes are elsewhere, on stable storage, and comes back as it was or not at all. While no
/// paging VIOS serves, whoever misses a page waits.
/// </summary>
internal sealed partial class SharedMemoryActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>Hidden partitions have numbers that no defined one can have.</summary>
    private const int FirstHidden = 60_000;

    private static readonly TimeSpan ReconsiderInterval = TimeSpan.FromSeconds(1);

    private readonly IActorRef _definitions;
    private readonly KeptPool _kept;
    private readonly PagingPath _path;
    private readonly string _name;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private bool _isRestarting;

    /// <param name="kept">Outlives this one's failures.</param>
    public SharedMemoryActor(CecId cec, KeptPool kept)
    {
        _name = $"{cec}";
        (_kept, _path) = (kept, kept.Path);
        _definitions = Context.ActorOf(AggregateKeeperActor.Of(Props.Create(() => new SharedPoolActor(cec))), "pool");

        // A journal that could not be read the first time is read again.
        Receive<Reconsider>(_ =>
        {
            _path.Reconsider();
            _definitions.Tell(new GetMemoryPool());
        });
        ReceiveVioses();
        Receive<MemoryPoolFound>(found =>
        {
            Know(found);
            Become(Working);
            Stash.UnstashAll();
            if (_kept.Starving.Count > 0)
                Self.Tell(TryAgain.Instance);
        });
        ReceiveAny(_ => Stash.Stash());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    protected override void PreStart()
    {
        _definitions.Tell(new GetMemoryPool());
        Timers.StartPeriodicTimer(nameof(Reconsider), Reconsider.Instance, ReconsiderInterval);
    }

    /// <summary>
    /// What was begun goes on, and comes to the next life. Whoever asked for what made this one fail looks again: the page is there, or is
    /// asked for once more.
    /// </summary>
    protected override void PreRestart(Exception reason, object message)
    {
        _isRestarting = true;
        _log.Error(reason, "The keeper of the shared memory of {0} failed; it goes on with the same pages.", _name);
        if (message is PageWanted wanted)
            Sender.Tell(new PageReady(wanted.Page));
        else if (message is SegmentWanted)
            Sender.Tell(SegmentReady.Instance);
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        if (!_isRestarting)
            _stopping.Cancel();
    }

    private void Working()
    {
        ReceiveVioses();
        Receive<MemoryPoolFound>(Know);
        Receive<GetMemoryPool>(_definitions.Forward);
        Receive<GetMemoryPoolReport>(_ => Sender.Tell(Report()));
        Receive<ISharedPoolMessage>(message =>
        {
            _definitions.Forward(message);
            _definitions.Tell(new GetMemoryPool());
        });
        Receive<AttachMemory>(attach => Sender.Tell(
            _kept.Memory?.Find(attach.Client) is { } memory
                ? new MemoryAttached(memory, _kept.Memory)
                : new Rejected(RejectionCode.NotFound, $"Partition {attach.Client} has no memory of the shared pool; memory share gives it "
                    + "some.")));
        Receive<OpenHiddenMemory>(OpenHidden);
        Receive<CloseHiddenMemory>(close =>
        {
            _kept.Memory?.Remove(close.Client);
            _kept.Devices.TryRemove(close.Client, out _);
            Sender.Tell(Ok.Instance);
        });
        Receive<OpenLayer>(open =>
        {
            if (_kept.Memory is null)
            {
                Sender.Tell(NoPool());
                return;
            }

            var layer = _kept.Memory.AddLayer(open.Image, open.Checksums);
            _kept.Images[layer] = (open.Lu, open.FirstPage);
            Sender.Tell(new LayerOpened(layer));
        });
        Receive<CloseLayer>(Close);
        Receive<RunPaging>(_ => _kept.Memory is null, _ => Sender.Tell(NoPool()));
        Receive<RunPaging>(run => _path.RunAsync(run.Request, _stopping.Token).PipeTo(Sender, success: outcome => outcome.Reply));
        ReceivePages();
    }

    private void ReceiveVioses()
    {
        Receive<ViosServes>(serves =>
        {
            if (_path.Serves(serves.Partition, serves.Vios))
                _kept.Memory?.NoteViosEnded(serves.Partition);
        });
        Receive<ViosEnded>(ended => _path.Ended(ended.Partition));
        Receive<Reconsider>(_ => _path.Reconsider());
    }

    private void Know(MemoryPoolFound found)
    {
        if (found.Definition is not { } definition)
            return;
        _path.Use(definition.Primary, definition.Secondary);
        _kept.Memory ??= new SharedMemory((int)(definition.Size.Bytes >> MemoryPage.Shift));
        foreach (var share in found.Shares)
        {
            var device = found.Devices.First(device => device.Client == share.Client);
            _kept.Devices[share.Client] = device.Lu;
            _kept.Memory.Add(share.Client, SharedPoolDecisions.TermsOf(share, device));
        }

        var shared = found.Shares.Select(share => share.Client).ToHashSet();
        foreach (var gone in _kept.Devices.Keys.Where(client => client.Value < FirstHidden && !shared.Contains(client)).ToList())
        {
            _kept.Devices.TryRemove(gone, out _);
            _kept.Memory.Remove(gone);
        }
    }

    private void OpenHidden(OpenHiddenMemory open)
    {
        if (_kept.Memory is not { } memory)
        {
            Sender.Tell(NoPool());
            return;
        }

        var id = new PartitionId(FirstHidden + (_kept.Hidden++ % 5000));
        _kept.Devices[id] = open.Device;
        Sender.Tell(new MemoryAttached(memory.Add(id, new MemoryTerms(open.Pages, 0, 0, open.Slots)), memory));
    }

    private void Close(CloseLayer close)
    {
        if (_kept.Memory is { } memory && !memory.RemoveLayer(close.Image))
        {
            Sender.Tell(new Rejected(RejectionCode.InUse, $"Image '{close.Image}' is used by a partition of {_name}."));
            return;
        }

        foreach (var layer in _kept.Images.Keys.Where(layer => layer.Name == close.Image).ToList())
            _kept.Images.Remove(layer);
        Sender.Tell(Ok.Instance);
    }

    private MemoryPoolReport Report()
    {
        var figures = _kept.Memory?.Report() ?? new MemoryPoolFigures(0, 0, 0, [], []);
        return new MemoryPoolReport(
            figures.FrameCount, figures.FreeFrames, figures.TableBytes,
            figures.Partitions.Where(partition => partition.Client.Value < FirstHidden).ToValueList(), figures.Images, _path.Current,
            _path.TakeOvers, WaitingClients());
    }

    private Rejected NoPool() => new(RejectionCode.WrongStatus, $"{_name} has no shared memory pool; memory define makes one.");

    private sealed record Reconsider
    {
        public static Reconsider Instance { get; } = new();
    }
}
