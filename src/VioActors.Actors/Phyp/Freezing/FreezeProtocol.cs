using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>Told by a client partition that runs: PHYP dispatches it and watches it. Safe to repeat.</summary>
public sealed record AttachLpar(PartitionId Client) : INoSerializationVerificationNeeded
{
    /// <summary>Disks that it has whether or not PHYP has seen it use them; they must answer before it goes on.</summary>
    public ValueList<ulong> Luns { get; init; } = [];

    /// <summary>It stands still until a hypervisor says that it goes on.</summary>
    public bool IsStill { get; init; }
}

/// <summary>
/// The operator gives a frozen partition up to its guest: it is dispatched again and its kept requests fail on that path. Answered with
/// <see cref="Ok"/> or <see cref="NoOp"/>.
/// </summary>
public sealed record ReleasePartition(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>To a partition: stop, and say so when nothing more will come from you. Safe to repeat.</summary>
internal sealed record StopDispatch
{
    public static StopDispatch Instance { get; } = new();
}

/// <summary>From a partition: it stands still, its context is kept.</summary>
internal sealed record DispatchStopped(PartitionId Client)
{
    /// <summary>Its disks may still work on what it gave them before; <see cref="DispatchSettled"/> follows.</summary>
    public bool IsUnsettled { get; init; }
}

/// <summary>From a partition that stands still: its disks have answered everything, and hold it.</summary>
internal sealed record DispatchSettled(PartitionId Client);

/// <summary>From a partition that stands still by itself: its disk answered with an error that its guest has not seen.</summary>
internal sealed record PartitionStoodStill(PartitionId Client, string Reason);

/// <summary>To a partition: go on where you were.</summary>
internal sealed record ResumeDispatch
{
    public static ResumeDispatch Instance { get; } = new();
}

/// <summary>
/// From an adapter pair: its VIOS does not serve it any more; it waits for <see cref="HoldPair"/> or <see cref="ReleasePair"/>.
/// </summary>
internal sealed record PairLost(AdapterPair Pair, string Reason);

/// <summary>To an adapter pair: keep everything that comes and everything without an answer.</summary>
internal sealed record HoldPair
{
    public static HoldPair Instance { get; } = new();
}

/// <summary>To an adapter pair that holds: its client has confirmed that it stands still; it came after the last request.</summary>
internal sealed record StillPair
{
    public static StillPair Instance { get; } = new();
}

/// <summary>To an adapter pair: tell the client that the path is gone.</summary>
internal sealed record ReleasePair(string Reason);

/// <summary>To PHYP: have the pair look whether the client's disks answer through its VIOS.</summary>
internal sealed record ProbeWanted(AdapterPair Pair, ValueList<ulong> Luns);

/// <summary>To an adapter pair: see <see cref="ProbeWanted"/>. Told again, it looks again.</summary>
internal sealed record ProbePair(IActorRef Vios, ValueList<ulong> Luns);

/// <summary>From an adapter pair: every disk answered.</summary>
internal sealed record PairClean(AdapterPair Pair);

/// <summary>From an adapter pair: what is wrong still.</summary>
internal sealed record PairUnclean(AdapterPair Pair, string Reason);

/// <summary>To an adapter pair whose probe was clean: send what has no answer again, and serve.</summary>
internal sealed record RedrivePair
{
    public static RedrivePair Instance { get; } = new();
}

/// <summary>From an adapter pair whose client stands still: a request came in all the same.</summary>
internal sealed record SentWhileHeld(PartitionId Client);

/// <summary>From PHYP: that VIOS serves now.</summary>
internal sealed record ViosServes(PartitionId Partition, IActorRef Vios);

/// <summary>From PHYP: that VIOS has ended.</summary>
internal sealed record ViosEnded(PartitionId Partition, string Reason);
