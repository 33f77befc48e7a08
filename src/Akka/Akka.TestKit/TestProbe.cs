using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>
/// A test actor with expectations of its own; it can be used as a reference. Code of the test does not send as a probe unless it says
/// so.
/// </summary>
public class TestProbe : TestKitBase, INoImplicitSender, IInternalActorRef
{
    private static int _count;

    /// <summary>A probe in <paramref name="system"/>.</summary>
    public TestProbe(ActorSystem system, ITestKitAssertions assertions, string? testProbeName = null)
        : base(assertions, system, testProbeName ?? $"testProbe{Interlocked.Increment(ref _count)}")
    {
    }

    /// <summary>The reference.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>Who sent the last message that an expectation took.</summary>
    public IActorRef Sender => LastSender;

    ActorPath IActorRef.Path => TestActor.Path;

    bool IActorRefScope.IsLocal => Internal.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => Internal.Parent;

    IActorRefProvider IInternalActorRef.Provider => Internal.Provider;

    bool IInternalActorRef.IsTerminated => Internal.IsTerminated;

    private IInternalActorRef Internal => (IInternalActorRef)TestActor;

    /// <summary>Sends as this probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Sends with the sender of the last message.</summary>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    /// <summary>Passes the last message on, with its sender.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage, Sender);

    /// <summary>Answers the sender of the last message, as this probe.</summary>
    public void Reply(object message) => Sender.Tell(message, TestActor);

    /// <summary>A child of this probe.</summary>
    public IActorRef ChildActorOf<T>(string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, supervisorStrategy, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync<T>(
        string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), name, supervisorStrategy, cancellationToken);

    /// <summary>As above.</summary>
    public IActorRef ChildActorOf<T>(SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), null, supervisorStrategy, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync<T>(SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), null, supervisorStrategy, cancellationToken);

    /// <summary>As above.</summary>
    public IActorRef ChildActorOf<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), name, null, cancellationToken);

    /// <summary>As above.</summary>
    public IActorRef ChildActorOf<T>(CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task<IActorRef> ChildActorOfAsync<T>(CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOfAsync(Props.Create<T>(), null, null, cancellationToken);

    /// <inheritdoc />
    public override bool Equals(object? obj) => TestActor.Equals(obj is TestProbe probe ? probe.TestActor : obj);

    /// <inheritdoc />
    public override int GetHashCode() => TestActor.GetHashCode();

    /// <inheritdoc />
    public override string ToString() => TestActor.ToString()!;

    /// <inheritdoc />
    public void SendSystemMessage(ISystemMessage message) => Internal.SendSystemMessage(message);

    /// <summary>As above.</summary>
    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => Internal.SendSystemMessage(message);

    void ICanTell.Tell(object message, IActorRef sender) => TestActor.Tell(message, sender);

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => TestActor.Equals(other);

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => TestActor.CompareTo(other);

    int IComparable.CompareTo(object? obj) => TestActor.CompareTo(obj);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => TestActor.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => Internal.GetChild(name);

    void IInternalActorRef.Resume(Exception causedByFailure) => Internal.Resume(causedByFailure);

    void IInternalActorRef.Start() => Internal.Start();

    void IInternalActorRef.Stop() => Internal.Stop();

    void IInternalActorRef.Restart(Exception cause) => Internal.Restart(cause);

    void IInternalActorRef.Suspend() => Internal.Suspend();
}
