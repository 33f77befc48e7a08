using Akka.Actor;
using VioActors.Domain.Common;

namespace VioActors.Actors.Tests.Aggregates;

/// <summary>Entities of one kind: makes the entity that a message is for, and makes it again when it stopped.</summary>
/// <typeparam name="TMessage">Messages of the entities; others are not handled.</typeparam>
internal sealed class EntityRegion<TMessage> : ReceiveActor
    where TMessage : class, IDomainMessage
{
    private readonly Dictionary<string, IActorRef> _entities = new(StringComparer.Ordinal);
    private readonly Func<TMessage, string> _entityId;
    private readonly Func<string, Props> _entity;

    /// <param name="entityId">Which entity a message is for.</param>
    /// <param name="entity">How it is made.</param>
    public EntityRegion(Func<TMessage, string> entityId, Func<string, Props> entity)
    {
        (_entityId, _entity) = (entityId, entity);
        Receive<TMessage>(message => Find(_entityId(message)).Forward(message));
        Receive<Terminated>(gone => Forget(gone.ActorRef));
    }

    public static Props Props(Func<TMessage, string> entityId, Func<string, Props> entity) =>
        Akka.Actor.Props.Create(() => new EntityRegion<TMessage>(entityId, entity));

    private IActorRef Find(string id)
    {
        if (!_entities.TryGetValue(id, out var entity))
        {
            entity = Context.ActorOf(_entity(id));
            Context.Watch(entity);
            _entities.Add(id, entity);
        }

        return entity;
    }

    private void Forget(IActorRef gone)
    {
        foreach (var id in _entities.Where(pair => pair.Value.Equals(gone)).Select(pair => pair.Key).ToList())
        {
            _entities.Remove(id);
        }
    }
}
