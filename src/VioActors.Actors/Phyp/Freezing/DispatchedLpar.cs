using Akka.Actor;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>A client partition that runs on this hypervisor. Not thread-safe: owned by <see cref="FreezerActor"/>.</summary>
internal sealed class DispatchedLpar(PartitionId client, IActorRef lpar)
{
    public PartitionId Client => client;

    public IActorRef Lpar => lpar;

    public DispatchState State { get; set; }

    /// <summary>The interrupted VIOS; null while it runs.</summary>
    public PartitionId? Vios { get; set; }

    public ViosEventKind Kind { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>What keeps it from going on.</summary>
    public string Detail { get; set; } = "";

    public DateTimeOffset? SinceUtc { get; private set; }

    public long Freezes { get; private set; }

    public long SentWhileFrozen { get; set; }

    public void Freeze(PartitionId vios, ViosEventKind kind, string reason, DateTimeOffset nowUtc)
    {
        (State, Vios, Kind, Reason, SinceUtc) = (DispatchState.Stopping, vios, kind, reason, nowUtc);
        Freezes++;
    }

    public PartitionDispatch Describe() => State == DispatchState.Running
        ? new PartitionDispatch(client, State, null, ViosEventKind.Unspecified, "", null, Freezes, SentWhileFrozen)
        : new PartitionDispatch(
            client, State, Vios, Kind, Detail.Length == 0 ? Reason : $"{Reason}; {Detail}", SinceUtc, Freezes, SentWhileFrozen);
}

/// <summary>A VIOS that serves clients of this hypervisor. Not thread-safe: owned by <see cref="FreezerActor"/>.</summary>
internal sealed class WatchedVios(IActorRef vios)
{
    public IActorRef Vios => vios;

    /// <summary>Why it cannot serve; null when it can.</summary>
    public string? Trouble { get; set; }

    public long LastAnswered { get; set; }

    public bool IsSilent { get; set; }
}
