using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// A partition whose processors stand still may have given its disks something before: a VIOS that ends in order answers that first, or the
/// partition would hear of it from whoever serves its disks next (NPV-6).
/// </summary>
internal sealed partial class FreezerActor
{
    /// <summary>Disks that have not answered by then do not: the interruption is not delayed for them.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(2);

    private void AwaitDisks(DispatchedLpar lpar)
    {
        lpar.IsUnsettled = true;
        Timers.StartSingleTimer((nameof(DispatchSettled), lpar.Client), new DispatchSettled(lpar.Client), SettleLimit);
    }

    private void Settle(PartitionId client)
    {
        Timers.Cancel((nameof(DispatchSettled), client));
        if (_lpars.TryGetValue(client, out var lpar))
            lpar.IsUnsettled = false;
        AnswerReady();
    }
}
