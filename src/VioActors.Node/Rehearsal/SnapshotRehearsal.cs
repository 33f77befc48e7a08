using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;

namespace VioActors.Node.Rehearsal;

/// <summary>
/// Decides and writes down the life of a unit that does not exist: written, snapshot, written again, rolled back, cloned. Nothing of
/// it is stored or told; afterwards the code is compiled for which the first snapshot of the process, and I/O meanwhile, would wait
/// otherwise (STO-3). Used once; not thread-safe.
/// </summary>
public sealed class SnapshotRehearsal
{
    private const long ChunkSizeBytes = 1 << 20;
    private const int ChunkCount = 8;

    /// <summary>Partitions that wait for a VIOS go on within a second or two of its start.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private static readonly LuUdid Lu = LuUdid.From(new Guid(1, 2, 3, new byte[8]));
    private static readonly VioUuid Vios = new(new Guid(4, 5, 6, new byte[8]));
    private static readonly PoolName Pool = PoolName.Parse("rehearsal");
    private static readonly LuUdid Copy = LuUdid.From(new Guid(7, 8, 9, new byte[8]));
    private LuState _state = LuState.Empty;
    private LuState _clone = LuState.Empty;

    /// <summary>Events that were decided on and came back from their stored form as they were.</summary>
    public int EventCount { get; private set; }

    /// <summary>The unit at the end.</summary>
    public LuState State => _state;

    /// <summary>Its clone at the end.</summary>
    public LuState Clone => _clone;

    /// <summary>Runs beside the work of a process, when those who waited for its start have been served. Nothing depends on it.</summary>
    /// <returns>To be disposed with the process: it does not begin any more.</returns>
    public static IDisposable Plan(TimeProvider time) =>
        time.CreateTimer(
            static _ => new Thread(RunAlone) { IsBackground = true, Name = "rehearsal" }.Start(), null, Pause, Timeout.InfiniteTimeSpan);

    public void Run()
    {
        var (name, later) = (LuName.Parse("first"), LuName.Parse("second"));
        Do(new CreateLu(Lu, Pool, LuName.Parse("rehearsal"), new ByteSize(ChunkCount * ChunkSizeBytes), true, Tier.System, LuKind.Disk));
        Do(new ConcludeAdmission(Lu, ChunkSizeBytes, [new ChunkRun(0, 0, 2 * ChunkCount)], null));
        var epoch = Do(new AcquireGrant(Lu, Vios, 1)) is LuGranted granted ? granted.Epoch : 0;
        Do(new AllocateChunks(Lu, Vios, epoch, [0, 1, 2]));
        Still(new TakeSnapshot(Lu, name));
        Do(new FindChunk(Lu, Vios, epoch, 0));
        Do(new GetScsi(Lu, Vios, epoch));
        Do(new AllocateChunks(Lu, Vios, epoch, [1]));
        Do(new ConcludeWithdrawal(Lu, _state.Scsi.State.Version));
        Do(new ConcludeCopies(Lu, _state.Scsi.State.Version, null));
        Do(new AllocateChunks(Lu, Vios, epoch, [1, 3]));
        Still(new PrepareSnapshot(Lu, later, new LuGroup(Lu, 0, [Copy])));
        var group = _state.Past.Pause?.Group;
        Do(new CommitSnapshot(Lu, later, group));
        Do(new DecideGroup(Lu, group?.Number ?? 0));
        Do(new ConcludeGroupMember(Lu, group?.Number ?? 0, Copy));
        Do(new GetSnapshots(Lu));
        Do(new GetLu(Lu));
        Still(new RollBack(Lu, name, true));
        Do(new DeleteSnapshot(Lu, later));
        Do(new ConcludeReturn(Lu, _state.Due));
        MakeClone(name);
        LuState.From((LuSnapshot)Exchange(_state.ToSnapshot()));
    }

    private static void RunAlone()
    {
        try
        {
            new SnapshotRehearsal().Run();
        }
        catch (Exception)
        {
            // What is not compiled now is compiled when it is needed.
        }
    }

    private void MakeClone(LuName snapshot)
    {
        Clones(new CreateClone(
            Copy, Pool, LuName.Parse("clone"), Lu, snapshot, new ByteSize(ChunkCount * ChunkSizeBytes), Tier.System, LuKind.Disk));
        Clones(new ConcludeAdmission(Copy, ChunkSizeBytes, [], null));
        if (Do(new LendSnapshot(Lu, snapshot, Copy, 0)) is SnapshotMapPage page)
            Clones(new ConcludeBorrowing(Copy, 0, page.Size, page.Map, page.NextLogical, null));
        Clones(new ConcludeSharing(Copy, null));
        Do(new EndLoan(Lu, Copy));
        Clones(new ConcludeLoan(Copy));
        Clones(new GetLu(Copy));
    }

    /// <summary>A command for which every VIOS lets go of the map.</summary>
    private void Still(ILuMessage command)
    {
        Do(command);
        Do(new ConcludeWithdrawal(Lu, _state.Scsi.State.Version));
    }

    private IReply? Do(ILuMessage message) => Do(ref _state, message);

    private void Clones(ILuMessage message) => Do(ref _clone, message);

    private IReply? Do(ref LuState state, ILuMessage message)
    {
        Exchange(message);
        var decision = LuDecisions.Decide(state, message, DateTimeOffset.UnixEpoch);
        foreach (var @event in decision.Events)
        {
            state = state.Apply((ILuEvent)Exchange(@event));
            EventCount++;
        }

        if (decision.Reply is { } reply)
            Exchange(reply);
        return decision.Reply;
    }

    private static object Exchange(object message) => DomainCodec.Knows(message.GetType())
        ? DomainCodec.Decode(DomainCodec.Encode(message), DomainCodec.ManifestOf(message))
        : message;
}
