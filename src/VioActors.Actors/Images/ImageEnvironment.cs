using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>What a hypervisor needs for operating-system images beside its memory. Immutable.</summary>
/// <param name="ViosDb">Has the catalog of images, and makes LUs.</param>
/// <param name="Ids">For new LUs.</param>
public sealed record ImageEnvironment(IActorRef ViosDb, IIdSource Ids)
{
    /// <summary>How long one step of a production or a replacement may wait for somebody; then it is given up.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where images are made; what a kill has left of productions there is deleted at the start. Null: nothing.</summary>
    public PoolName? Pool { get; init; }
}
