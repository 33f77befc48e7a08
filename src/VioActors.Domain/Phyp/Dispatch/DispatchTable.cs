using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>
/// The processors of one CEC and who runs on them, window after window (NPV-3). Time is what the caller says it is: a call of
/// <see cref="RunWindow"/> is one window. Not thread-safe: owned by the dispatcher.
/// <para>Virtual processor: Ceded ⇄ Ready; Ready → Conferred → Ready. A held partition's are not dispatched, whatever they want.</para>
/// </summary>
public sealed class DispatchTable
{
    private const int WeightUnit = 2520;

    private readonly SortedDictionary<PartitionId, DispatchedPartition> _partitions = [];
    private readonly List<WindowDemand> _demands = [];
    private readonly List<VirtualProcessor> _asking = [];
    private int _dedicated;
    private int _sharedHundredths;
    private long _unusedTicks;
    private int _turn;

    /// <param name="processors">Physical processors.</param>
    /// <param name="window">Length of a dispatch window; 10 ms is usual.</param>
    public DispatchTable(int processors, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.FromMilliseconds(1));
        (Processors, WindowTicks) = (processors, window.Ticks);
    }

    public int Processors { get; }

    /// <summary>In ticks of 100 ns.</summary>
    public long WindowTicks { get; }

    /// <summary>Physical processors that are nobody's own.</summary>
    public int SharedProcessors => Processors - _dedicated;

    public IReadOnlyCollection<DispatchedPartition> Partitions => _partitions.Values;

    public DispatchedPartition? Find(PartitionId client) => _partitions.GetValueOrDefault(client);

    /// <summary>Begins to dispatch a partition. Gives why not, or null; one that is dispatched already is left as it is.</summary>
    public string? Activate(PartitionProfile profile)
    {
        if (_partitions.ContainsKey(profile.Client))
            return null;
        if (ProfileDecisions.Fault(profile) is { } fault)
            return $"partition {profile.Client} cannot be dispatched: {fault}";
        var dedicated = profile.Mode == ProcessorMode.Dedicated ? profile.EntitledHundredths / 100 : 0;
        var shared = profile.Mode == ProcessorMode.Dedicated ? 0 : profile.EntitledHundredths;
        if ((_dedicated + dedicated) * 100 + _sharedHundredths + shared > Processors * 100)
        {
            var free = (Processors * 100) - (_dedicated * 100) - _sharedHundredths;
            return $"partition {profile.Client} is entitled to {profile.EntitledHundredths / 100m:0.00} processors, and only "
                + $"{free / 100m:0.00} of {Processors} are free";
        }

        _dedicated += dedicated;
        _sharedHundredths += shared;
        _partitions.Add(profile.Client, new DispatchedPartition(profile, WindowTicks));
        return null;
    }

    public void Deactivate(PartitionId client)
    {
        if (!_partitions.Remove(client, out var partition))
            return;
        if (partition.Profile.Mode == ProcessorMode.Dedicated)
            _dedicated -= partition.Profile.EntitledHundredths / 100;
        else
            _sharedHundredths -= partition.Profile.EntitledHundredths;
    }

    /// <summary>Stops (or begins again) to dispatch a partition; its contexts and what its processors want are kept.</summary>
    public void Hold(PartitionId client, bool held)
    {
        if (Find(client) is { } partition)
            partition.IsHeld = held;
    }

    /// <summary>H_CEDE: the virtual processor has nothing to do until it is prodded.</summary>
    public bool Cede(VirtualProcessorId id)
    {
        if (Processor(id) is not { } processor)
            return false;
        processor.State = VirtualProcessorState.Ceded;
        Find(id.Partition)!.Cedes++;
        return true;
    }

    /// <summary>H_PROD, or an interrupt: the virtual processor has something to do.</summary>
    public bool Prod(VirtualProcessorId id)
    {
        if (Processor(id) is not { } processor)
            return false;
        processor.State = VirtualProcessorState.Ready;
        Find(id.Partition)!.Prods++;
        return true;
    }

    /// <summary>H_CONFER: the virtual processor gives its time to another one of its partition, until it is prodded.</summary>
    public bool Confer(VirtualProcessorId id, int target)
    {
        if (target == id.Number || Processor(id) is not { } processor
            || Processor(id with { Number = target }) is not { State: VirtualProcessorState.Ready } other)
            return false;
        processor.State = VirtualProcessorState.Conferred;
        other.ConferredTicks += processor.EntitledTicks;
        Find(id.Partition)!.Confers++;
        return true;
    }

    /// <summary>What a partition has used by now whose processors are not dispatched here, but by the host's system.</summary>
    public void Account(PartitionId client, long usedTicks)
    {
        if (Find(client) is { } partition)
            partition.UsedTicks = Math.Max(partition.UsedTicks, usedTicks);
    }

    /// <summary>Windows have passed in which nobody wanted a processor.</summary>
    public void PassWindows(long count)
    {
        foreach (var partition in _partitions.Values)
            CountWindows(partition, count);
    }

    /// <summary>Who runs where in the next window. Figures count a slice as used until <see cref="Return"/> says otherwise.</summary>
    /// <param name="isOut">Virtual processors that have not come back from an earlier slice; null: all have.</param>
    public List<DispatchSlice> RunWindow(Func<VirtualProcessorId, bool>? isOut = null)
    {
        _demands.Clear();
        _asking.Clear();
        var slices = new List<DispatchSlice>();
        var dedicated = 0;
        foreach (var partition in _partitions.Values)
        {
            CountWindows(partition, 1);
            var isDedicated = partition.Profile.Mode == ProcessorMode.Dedicated;
            foreach (var processor in partition.Processors)
            {
                if (isDedicated)
                    dedicated++;
                if (isOut?.Invoke(processor.Id) == true)
                    continue;
                processor.GrantedTicks = 0;
                if (partition.IsHeld || processor.State != VirtualProcessorState.Ready)
                    continue;
                if (isDedicated)
                    slices.Add(Put(partition, processor, SharedProcessors + dedicated - 1, 0, WindowTicks));
                else
                    Ask(partition, processor);
            }
        }

        PlaceShared(slices);
        return slices;
    }

    /// <summary>
    /// A virtual processor that was woken within a window gets a slice at once when its entitlement or an idle processor allows; null when
    /// it waits for the next window.
    /// </summary>
    /// <param name="leftTicks">What is left of the window. Which idle processor it is is not said: the one that it ran on last.</param>
    public DispatchSlice? RunNow(VirtualProcessorId id, long leftTicks)
    {
        if (Processor(id) is not { State: VirtualProcessorState.Ready, GrantedTicks: 0 } processor
            || Find(id.Partition) is not { IsHeld: false } partition)
            return null;
        var last = Math.Max(0, processor.Context.LastProcessor);
        if (partition.Profile.Mode == ProcessorMode.Dedicated)
            return leftTicks <= 0 ? null : Put(partition, processor, last, WindowTicks - leftTicks, leftTicks);
        var allowed = partition.Profile is { Mode: ProcessorMode.Uncapped, Weight: > 0 } ? leftTicks : processor.EntitledTicks;
        var ticks = Math.Min(Math.Min(allowed, leftTicks), _unusedTicks);
        if (ticks <= 0)
            return null;
        _unusedTicks -= ticks;
        return Put(partition, processor, last, WindowTicks - leftTicks, ticks);
    }

    /// <summary>A virtual processor left its physical one before its time was over: what it did not use is others'.</summary>
    public void Return(VirtualProcessorId id, long usedTicks)
    {
        if (Processor(id) is not { GrantedTicks: > 0 } processor || Find(id.Partition) is not { } partition)
            return;
        var unused = Math.Max(0, processor.GrantedTicks - Math.Max(0, usedTicks));
        processor.GrantedTicks = 0;
        partition.UsedTicks -= unused;
        processor.Context = processor.Context with { ExecutedTicks = processor.Context.ExecutedTicks - unused };
        if (partition.Profile.Mode != ProcessorMode.Dedicated)
            _unusedTicks = Math.Min(_unusedTicks + unused, SharedProcessors * WindowTicks);
    }

    private static void CountWindows(DispatchedPartition partition, long count)
    {
        if (partition.IsHeld)
            partition.HeldWindows += count;
        else
            partition.Windows += count;
    }

    private void Ask(DispatchedPartition partition, VirtualProcessor processor)
    {
        // The weight is the partition's: its processors that want more share it.
        var weight = partition.Profile.Mode == ProcessorMode.Uncapped
            ? partition.Profile.Weight * WeightUnit / partition.Processors.Count(other => other.State == VirtualProcessorState.Ready)
            : 0;
        var entitled = Math.Min(processor.EntitledTicks + processor.ConferredTicks, WindowTicks);
        processor.ConferredTicks = 0;
        _asking.Add(processor);
        _demands.Add(new WindowDemand(processor.Id, entitled, WindowTicks, weight));
    }

    private void PlaceShared(List<DispatchSlice> slices)
    {
        // Who comes first in a window changes, so that nobody is always the one that moves between processors.
        _turn = _demands.Count == 0 ? 0 : (_turn + 1) % _demands.Count;
        Rotate(_demands, _turn);
        Rotate(_asking, _turn);
        var demands = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_demands);
        var shares = WindowPlanner.Share(SharedProcessors, WindowTicks, demands);
        _unusedTicks = (SharedProcessors * WindowTicks) - shares.Sum();
        foreach (var slice in WindowPlanner.Place(WindowTicks, demands, shares))
        {
            var partition = _partitions[slice.Processor.Partition];
            slices.Add(Put(partition, Processor(slice.Processor)!, slice.PhysicalProcessor, slice.StartTicks, slice.Ticks));
        }

        for (var index = 0; index < _asking.Count; index++)
            _partitions[_asking[index].Id.Partition].WaitedTicks += WindowTicks - shares[index];
    }

    private static DispatchSlice Put(DispatchedPartition partition, VirtualProcessor processor, int physical, long start, long ticks)
    {
        processor.Context = new SavedContext(processor.Context.ExecutedTicks + ticks, processor.Context.Dispatches + 1, physical);
        processor.GrantedTicks += ticks;
        partition.UsedTicks += ticks;
        partition.Dispatches++;
        return new DispatchSlice(processor.Id, physical, start, ticks);
    }

    private VirtualProcessor? Processor(VirtualProcessorId id) =>
        Find(id.Partition) is { } partition && id.Number >= 0 && id.Number < partition.Processors.Count
            ? partition.Processors[id.Number]
            : null;

    private static void Rotate<T>(List<T> list, int by)
    {
        if (by == 0)
            return;
        list.Reverse(0, by);
        list.Reverse(by, list.Count - by);
        list.Reverse();
    }
}
