using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp;

/// <summary>The partition definitions of one CEC, persisted. One for each CEC, made and supervised by its
/// <see cref="PhypActor"/>.</summary>
public sealed class PartitionsActor : AggregateActor<PartitionsState, IPartitionsEvent, IDomainMessage>
{
    private readonly IWwpnLedger? _wwpns;

    public PartitionsActor(CecId cec)
        : base($"phyp-{cec}", PartitionsState.Empty(cec), AggregateSettings.Default)
    {
    }

    /// <param name="wwpns">Told before a WWPN is given: what it says is lost in a crash between is never used.</param>
    public PartitionsActor(CecId cec, IWwpnLedger wwpns)
        : this(cec) => _wwpns = wwpns;

    protected override Decision<IPartitionsEvent> Decide(PartitionsState state, IDomainMessage message)
    {
        if (_wwpns is null)
            return PartitionsDecisions.Decide(state, message);
        var decision = PartitionsDecisions.Decide(state, message, _wwpns.Source);
        foreach (var paired in decision.Events.OfType<VirtualFcPaired>())
        {
            try
            {
                _wwpns.Raise(WwpnPrefix.NumberOf(paired.Adapter.Wwpns.Second) + 1);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return Decision.Reject<IPartitionsEvent>(
                    RejectionCode.Busy,
                    $"Cannot pair Fibre Channel adapters: that the WWPNs are given could not be stored ({failed.Message}); no WWPN was "
                        + "given. Make room or repair the folder, and try again.");
            }
        }

        return decision;
    }

    protected override PartitionsState Apply(PartitionsState state, IPartitionsEvent @event) => state.Apply(@event);
}
