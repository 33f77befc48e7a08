using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// The open deliveries of one actor: sends, sends again, and counts attempts. During a recovery nothing is sent; what is still
/// open at its end is. Belongs to the actor's thread.
/// </summary>
internal sealed class AtLeastOnceDeliverySemantic(IActorContext context, PersistenceSettings.AtLeastOnceDeliverySettings settings)
{
    private readonly SortedDictionary<long, Delivery> _open = [];
    private long _deliveryId;
    private ICancelable? _timer;

    public PersistenceSettings.AtLeastOnceDeliverySettings Settings => settings;

    public int UnconfirmedCount => _open.Count;

    private DateTimeOffset Now => context.System.Scheduler.Now;

    public void Deliver(ActorPath destination, Func<long, object> deliveryMessageMapper, bool recovering)
    {
        if (_open.Count >= settings.MaxUnconfirmedMessages)
        {
            throw new MaxUnconfirmedMessagesExceededException(
                $"{context.Self.Path} has {_open.Count} unconfirmed messages; [max-unconfirmed-messages] allows no more.");
        }

        var id = ++_deliveryId;
        var delivery = new Delivery(destination, deliveryMessageMapper(id));
        _open[id] = delivery;
        // During a replay the confirmation may still come.
        if (!recovering)
            Send(delivery);
    }

    public bool ConfirmDelivery(long deliveryId) => _open.Remove(deliveryId);

    public AtLeastOnceDeliverySnapshot Snapshot() => new(
        _deliveryId, _open.Select(open => new UnconfirmedDelivery(open.Key, open.Value.Destination, open.Value.Message)).ToArray());

    public void Restore(AtLeastOnceDeliverySnapshot snapshot)
    {
        _deliveryId = snapshot.CurrentDeliveryId;
        _open.Clear();
        foreach (var unconfirmed in snapshot.UnconfirmedDeliveries)
            _open[unconfirmed.DeliveryId] = new Delivery(unconfirmed.Destination, unconfirmed.Message);
    }

    public void ReplayEnded()
    {
        Redeliver();
        var interval = settings.RedeliverInterval / 2;
        _timer = context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            interval, interval, context.Self, RedeliveryTick.Instance, context.Self);
    }

    public void Stop() => _timer?.Cancel();

    public bool Handle(object message)
    {
        if (message is not RedeliveryTick)
            return false;
        Redeliver();
        return true;
    }

    private void Redeliver()
    {
        var deadline = Now - settings.RedeliverInterval;
        var warnings = new List<UnconfirmedDelivery>();
        foreach (var (id, delivery) in _open.Where(open => open.Value.SentAt is not { } at || at <= deadline)
            .Take(settings.RedeliveryBurstLimit).ToArray())
        {
            if (delivery.Attempts == settings.WarnAfterNumberOfUnconfirmedAttempts)
                warnings.Add(new UnconfirmedDelivery(id, delivery.Destination, delivery.Message));
            Send(delivery);
        }

        if (warnings.Count > 0)
            context.Self.Tell(new UnconfirmedWarning([.. warnings]), context.Self);
    }

    private void Send(Delivery delivery)
    {
        delivery.Attempts++;
        delivery.SentAt = Now;
        context.ActorSelection(delivery.Destination).Tell(delivery.Message, context.Self);
    }

    internal sealed class RedeliveryTick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static readonly RedeliveryTick Instance = new();
    }

    private sealed class Delivery(ActorPath destination, object message)
    {
        public ActorPath Destination => destination;

        public object Message => message;

        public int Attempts { get; set; }

        public DateTimeOffset? SentAt { get; set; }
    }
}
