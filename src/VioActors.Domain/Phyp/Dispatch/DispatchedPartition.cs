using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>A partition whose virtual processors are dispatched. Not thread-safe: owned by its <see cref="DispatchTable"/>.</summary>
public sealed class DispatchedPartition
{
    internal DispatchedPartition(PartitionProfile profile, long windowTicks)
    {
        Profile = profile;
        EntitledTicks = profile.EntitledHundredths * windowTicks / 100;
        Processors = [.. Enumerable.Range(0, profile.VirtualProcessors).Select(number => new VirtualProcessor(
            new VirtualProcessorId(profile.Client, number), EntitledTicks / profile.VirtualProcessors))];
    }

    public PartitionId Client => Profile.Client;

    public PartitionProfile Profile { get; }

    /// <summary>Of one window.</summary>
    public long EntitledTicks { get; }

    public IReadOnlyList<VirtualProcessor> Processors { get; }

    /// <summary>PHYP does not dispatch it: it is frozen.</summary>
    public bool IsHeld { get; internal set; }

    public PartitionFigures Figures => new(
        Client, Profile, Windows * EntitledTicks, UsedTicks, WaitedTicks, Dispatches, Cedes, Confers, Prods, Windows, HeldWindows);

    internal long UsedTicks { get; set; }

    internal long WaitedTicks { get; set; }

    internal long Dispatches { get; set; }

    internal long Cedes { get; set; }

    internal long Confers { get; set; }

    internal long Prods { get; set; }

    internal long Windows { get; set; }

    internal long HeldWindows { get; set; }
}

/// <summary>What a partition got of the machine since it was activated. Times in ticks of 100 ns. Immutable.</summary>
/// <param name="EntitledTicks">What it was entitled to in the windows that have passed.</param>
/// <param name="UsedTicks">What it used.</param>
/// <param name="WaitedTicks">What its virtual processors would have used beyond that.</param>
/// <param name="Dispatches">How often one of them was put on a physical processor.</param>
/// <param name="Cedes">How often one of them gave the rest of its time up.</param>
/// <param name="Confers">How often one gave it to another.</param>
/// <param name="Prods">How often one was woken.</param>
/// <param name="Windows">Windows in which it could be dispatched.</param>
/// <param name="HeldWindows">Windows in which it was frozen.</param>
public sealed record PartitionFigures(
    PartitionId Client, PartitionProfile Profile, long EntitledTicks, long UsedTicks, long WaitedTicks, long Dispatches, long Cedes,
    long Confers, long Prods, long Windows, long HeldWindows);
