using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Making actors below the test actor, which is then their parent.</content>
public abstract partial class TestKitBase
{
    /// <summary>A child of the test actor; failures are handled by <paramref name="supervisorStrategy"/>.</summary>
    public IActorRef ChildActorOf(
        Props props, string? name, SupervisorStrategy? supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, name, supervisorStrategy, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync(
        Props props, string? name, SupervisorStrategy? supervisorStrategy, CancellationToken cancellationToken = default)
    {
        var spawn = new TestActor.Spawn(props, name, supervisorStrategy);
        TellTestActor(spawn);
        return spawn.Started.Task.WaitAsync(RemainingOrDefault, cancellationToken);
    }

    /// <summary>As above.</summary>
    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, supervisorStrategy, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, supervisorStrategy, cancellationToken);

    /// <summary>As above, with the default strategy.</summary>
    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, name, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, name, null, cancellationToken);

    /// <summary>As above.</summary>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, null, cancellationToken);
}
