using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// A persistent actor with declared handlers that sends messages until they are confirmed, over restarts too. Deliver and
/// ConfirmDelivery are to be called in the handlers of persisted events, while recovering as well. A receiver may see a message twice.
/// </summary>
public abstract class AtLeastOnceDeliveryReceiveActor : ReceivePersistentActor
{
    private readonly AtLeastOnceDeliverySemantic _delivery;

    protected AtLeastOnceDeliveryReceiveActor()
        : this(settings => settings)
    {
    }

    protected AtLeastOnceDeliveryReceiveActor(PersistenceSettings.AtLeastOnceDeliverySettings settings)
        : this(_ => settings)
    {
    }

    protected AtLeastOnceDeliveryReceiveActor(
        Func<PersistenceSettings.AtLeastOnceDeliverySettings, PersistenceSettings.AtLeastOnceDeliverySettings> overrideSettings)
    {
        _delivery = new AtLeastOnceDeliverySemantic(Context, overrideSettings(Extension.Settings.AtLeastOnceDelivery));
    }

    public TimeSpan RedeliverInterval => _delivery.Settings.RedeliverInterval;

    public int RedeliveryBurstLimit => _delivery.Settings.RedeliveryBurstLimit;

    public int WarnAfterNumberOfUnconfirmedAttempts => _delivery.Settings.WarnAfterNumberOfUnconfirmedAttempts;

    public int MaxUnconfirmedMessages => _delivery.Settings.MaxUnconfirmedMessages;

    public int UnconfirmedCount => _delivery.UnconfirmedCount;

    public override void AroundPreRestart(Exception cause, object message)
    {
        _delivery.Stop();
        base.AroundPreRestart(cause, message);
    }

    public override void AroundPostStop()
    {
        _delivery.Stop();
        base.AroundPostStop();
    }

    /// <summary>Sends the message that the mapper makes of the delivery id, again and again until <see cref="ConfirmDelivery"/>.</summary>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many messages are open.</exception>
    public void Deliver(ActorPath destination, Func<long, object> deliveryMessageMapper) =>
        _delivery.Deliver(destination, deliveryMessageMapper, IsRecovering);

    /// <summary>As the other overload, for a selection without wildcards.</summary>
    /// <exception cref="NotSupportedException">The selection has wildcards: it would never be known who has to confirm.</exception>
    public void Deliver(ActorSelection destination, Func<long, object> deliveryMessageMapper)
    {
        if (destination.PathString.Contains('*') || destination.PathString.Contains('?'))
            throw new NotSupportedException($"[{destination.PathString}] has wildcards; at-least-once delivery needs one receiver.");
        Deliver(ActorPath.Parse(destination.Anchor.Path + destination.PathString), deliveryMessageMapper);
    }

    /// <summary>Ends a delivery. False: it was not open, for example confirmed before.</summary>
    public bool ConfirmDelivery(long deliveryId) => _delivery.ConfirmDelivery(deliveryId);

    /// <summary>The open deliveries, to be saved with the actor's snapshot.</summary>
    public AtLeastOnceDeliverySnapshot GetDeliverySnapshot() => _delivery.Snapshot();

    /// <summary>Takes over the open deliveries of a snapshot.</summary>
    public void SetDeliverySnapshot(AtLeastOnceDeliverySnapshot snapshot) => _delivery.Restore(snapshot);

    protected override void OnReplaySuccess()
    {
        _delivery.ReplayEnded();
        base.OnReplaySuccess();
    }

    protected override bool AroundReceive(Receive receive, object message) =>
        _delivery.Handle(message) || base.AroundReceive(receive, message);
}
