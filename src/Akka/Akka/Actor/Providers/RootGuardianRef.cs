using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>The root, which also holds places without actors: <c>/temp</c>, <c>/deadLetters</c>.</summary>
internal sealed class RootGuardianRef : LocalActorRef
{
    private readonly Dictionary<string, IInternalActorRef> _virtual = [];

    public RootGuardianRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    /// <inheritdoc />
    public override IInternalActorRef Parent => this;

    /// <summary>Adds a place. Called before the system is used.</summary>
    public void AddVirtualChild(string name, IInternalActorRef child) => _virtual[name] = child;

    /// <inheritdoc />
    public override IInternalActorRef GetSingleChild(string name) =>
        _virtual.TryGetValue(name, out var child) ? child : base.GetSingleChild(name);
}
