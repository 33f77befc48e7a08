using Akka.Actor;
using Akka.Event;
using Akka.Routing;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <content>Messages of the application.</content>
public partial class DistributedPubSubMediator
{
    private void ReceiveDeliveries()
    {
        Receive<Publish>(publish => PublishToGroups(publish), publish => publish.SendOneMessageToEachGroup);
        Receive<Publish>(PublishToAll);
        Receive<Send>(SendToOne);
        Receive<SendToAll>(SendToEvery);
        Receive<DeliverToTopic>(Deliver);
    }

    private void PublishToAll(Publish publish)
    {
        var mediators = _registry.Under(RegistrationKeys.Topic(publish.Topic));
        if (mediators.Count == 0)
            Undelivered(publish);
        foreach (var (_, mediator) in mediators)
            PassOn(mediator, new DeliverToTopic(publish.Topic, null, publish.Message));
    }

    private void PublishToGroups(Publish publish)
    {
        var groups = _registry.GroupsOf(publish.Topic);
        if (groups.Count == 0)
            Undelivered(publish);
        foreach (var key in groups)
        {
            var group = RegistrationKeys.GroupParts(key)!.Value.Group;
            var mediators = _registry.Under(key).Select(pair => pair.Value).ToArray();
            var chosen = (ActorRefRoutee?)One(mediators, publish.Message);
            if (chosen is not null)
                PassOn(chosen.Actor, new DeliverToTopic(publish.Topic, group, publish.Message));
        }
    }

    private void PassOn(IActorRef mediator, DeliverToTopic delivery)
    {
        if (mediator.Equals(Self))
            Deliver(delivery);
        else
            mediator.Tell(delivery, Sender);
    }

    private void Deliver(DeliverToTopic delivery)
    {
        var subscribers = _subscribers.Of(delivery.Topic, delivery.Group);
        if (subscribers.Count == 0)
        {
            Undelivered(delivery);
            return;
        }

        if (delivery.Group is not null)
        {
            _settings.RoutingLogic.Select(delivery.Message, Routees(subscribers)).Send(delivery.Message, Sender);
            return;
        }

        foreach (var subscriber in subscribers)
            subscriber.Tell(delivery.Message, Sender);
    }

    private void SendToOne(Send send)
    {
        if (send.LocalAffinity && _put.TryGetValue(send.Path, out var local))
        {
            local.Tell(send.Message, Sender);
            return;
        }

        var found = _registry.Under(send.Path);
        if (found.Count == 0)
            Undelivered(send);
        else
            _settings.RoutingLogic.Select(send.Message, Routees(found.Select(pair => pair.Value))).Send(send.Message, Sender);
    }

    private void SendToEvery(SendToAll send)
    {
        var delivered = false;
        foreach (var (node, subject) in _registry.Under(send.Path))
        {
            if (send.ExcludeSelf && node.Equals(_cluster.SelfAddress))
                continue;
            subject.Tell(send.Message, Sender);
            delivered = true;
        }

        if (!delivered)
            Undelivered(send);
    }

    /// <summary>One of several mediators; broadcast means every node here, so the first stands for it when there is no one to
    /// choose.</summary>
    private Routee? One(IActorRef[] mediators, object message)
    {
        if (mediators.Length == 0)
            return null;
        var routees = Routees(mediators);
        return _settings.RoutingLogic.Select(message, routees) as ActorRefRoutee ?? routees[0];
    }

    private void Undelivered(IWrappedMessage message)
    {
        if (_settings.SendToDeadLettersWhenNoSubscribers)
            Context.System.DeadLetters.Tell(new DeadLetter(message.Message, Sender, Self), Sender);
    }

    private static Routee[] Routees(IEnumerable<IActorRef> subjects) => [.. subjects.Select(Routee.FromActorRef)];
}
