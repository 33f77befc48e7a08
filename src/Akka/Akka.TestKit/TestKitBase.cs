using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// A test with an actor that queues what it gets, and expectations on that queue. Code of the test sends as that actor, unless the
/// class is an <see cref="INoImplicitSender"/>. Every timeout without a value is that of the enclosing <c>Within</c>, else
/// <c>akka.test.single-expect-default</c>; values are stretched by <c>akka.test.timefactor</c>. One test at a time uses an instance.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static readonly Lazy<Config> ReferenceConfig =
        new(() => ConfigurationFactory.FromResource("reference.conf", typeof(TestKitBase).Assembly));

    private static readonly Lazy<Config> DebugConfig = new(() => ConfigurationFactory.ParseString("""
        akka.loglevel = DEBUG
        akka.stdout-loglevel = DEBUG
        akka.log-dead-letters-during-shutdown = on
        akka.actor.debug { receive = on, autoreceive = on, lifecycle = on, fsm = on, event-stream = on, unhandled = on }
        """).WithFallback(ReferenceConfig.Value));

    private static int _testActorCount;

    private readonly ITestKitAssertions _assertions;
    private TestState _state = null!;

    /// <summary>A test in <paramref name="system"/>, or in a system of its own.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName)
    {
    }

    /// <summary>A test in a system made of <paramref name="setup"/>.</summary>
    protected TestKitBase(
        ITestKitAssertions assertions, ActorSystemSetup setup, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName)
    {
    }

    /// <summary>A test in a system made of <paramref name="config"/>.</summary>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, SetupOf(config), actorSystemName, testActorName)
    {
    }

    /// <summary>A test in <paramref name="system"/>, or in one made of <paramref name="config"/>.</summary>
    protected TestKitBase(
        ITestKitAssertions assertions, ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        _assertions = assertions ?? throw new ArgumentNullException(nameof(assertions));
        InitializeTest(system!, config, actorSystemName!, testActorName!);
    }

    /// <summary>The configuration of systems that the kit makes, below that of the test.</summary>
    public static Config DefaultConfig => ReferenceConfig.Value;

    /// <summary>As above, with all debug logging of the engine.</summary>
    public static Config FullDebugConfig => DebugConfig.Value;

    /// <summary>The clock of the kit: time since an arbitrary start, of the real world even with a <see cref="TestScheduler"/>.</summary>
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp());

    /// <summary>The system of the test.</summary>
    public ActorSystem Sys => _state.System;

    /// <summary>The settings.</summary>
    public TestKitSettings TestKitSettings => _state.Settings;

    /// <summary>
    /// Who sent the last message that an expectation took. Throws <see cref="InvalidOperationException"/> when there is none.
    /// </summary>
    public IActorRef LastSender => _state.LastMessage.Sender;

    /// <summary>The log of the kit.</summary>
    public ILoggingAdapter Log => _state.Log;

    /// <summary>The last message that an expectation took; <c>null</c> when there is none.</summary>
    public object LastMessage => _state.LastMessage.Message;

    /// <summary>The actor whose messages the expectations take.</summary>
    public IActorRef TestActor => _state.TestActor;

    /// <summary>Expectations on the log.</summary>
    public EventFilterFactory EventFilter => new(this);

    /// <summary>Whether a message is waiting for an expectation.</summary>
    public bool HasMessages => !_state.Queue.IsEmpty;

    internal ITestKitAssertions TestAssertions => _assertions;

    /// <summary>Expectations on the log of <paramref name="system"/>.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>A further actor that queues what it gets for the expectations of this kit.</summary>
    public IActorRef CreateTestActor(string name) => CreateTestActor(Sys, name);

    /// <summary>Messages for which the predicate is true are not queued from now on.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => TellTestActor(new TestActor.SetIgnore(shouldIgnoreMessage));

    /// <summary>Messages of type <typeparamref name="TMsg"/> for which the predicate is true are not queued from now on.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        IgnoreMessages(message => message is TMsg typed && shouldIgnoreMessage(typed));

    /// <summary>Messages of type <typeparamref name="TMsg"/> are not queued from now on.</summary>
    public void IgnoreMessages<TMsg>() => IgnoreMessages(static message => message is TMsg);

    /// <summary>All messages are queued again.</summary>
    public void IgnoreNoMessages() => TellTestActor(new TestActor.SetIgnore(null));

    /// <summary>Sets what answers in place of the test.</summary>
    public void SetAutoPilot(AutoPilot pilot) => TellTestActor(new TestActor.SetAutoPilot(pilot));

    /// <summary>
    /// The test actor gets <see cref="Terminated"/> when <paramref name="actorToWatch"/> stops; see <c>ExpectTerminated</c>.
    /// </summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        TellTestActor(new TestActor.WatchActor(actorToWatch));
        return actorToWatch;
    }

    /// <summary>As <see cref="Watch"/>.</summary>
    public Task<IActorRef> WatchAsync(IActorRef actorToWatch) => Task.FromResult(Watch(actorToWatch));

    /// <summary>Undoes <see cref="Watch"/>.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        TellTestActor(new TestActor.UnwatchActor(actorToUnwatch));
        return actorToUnwatch;
    }

    /// <summary>As <see cref="Unwatch"/>.</summary>
    public Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch) => Task.FromResult(Unwatch(actorToUnwatch));

    /// <summary>Sets the test up; called by the constructor.</summary>
    protected virtual void InitializeTest(ActorSystem system, ActorSystemSetup config, string actorSystemName, string testActorName)
    {
        system ??= ActorSystem.Create(actorSystemName ?? "test", WithDefaults(config));
        system.Settings.InjectTopLevelFallback(DefaultConfig);
        _state = new TestState(system);
        var name = testActorName ?? $"testActor{Interlocked.Increment(ref _testActorCount)}";
        var testActor = CreateTestActor(system, name);
        _state.TestActor = testActor;

        var sender = this is INoImplicitSender ? null : ((ActorRefWithCell)testActor).Underlying as ActorCell;
        if (this is TestProbe)
            return;
        ActorCell.Current = sender;
        SynchronizationContext.SetSynchronizationContext(new TestActorSynchronizationContext(sender));
    }

    /// <summary>As above.</summary>
    protected void InitializeTest(ActorSystem system, Config config, string actorSystemName, string testActorName) =>
        InitializeTest(system, SetupOf(config), actorSystemName, testActorName);

    /// <summary>Fails the test; for callers that need a value it never returns.</summary>
    private protected Exception Failure(string message)
    {
        _assertions.Fail("{0}", message);
        return new InvalidOperationException($"The assertions of the test kit did not throw: {message}");
    }

    /// <summary>The code of the test no longer sends as the test actor.</summary>
    internal static void LeaveTest()
    {
        ActorCell.Current = null;
        if (SynchronizationContext.Current is TestActorSynchronizationContext)
            SynchronizationContext.SetSynchronizationContext(null);
    }

    private static ActorSystemSetup SetupOf(Config? config) =>
        config is null ? ActorSystemSetup.Empty : ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));

    private static ActorSystemSetup WithDefaults(ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>() is { HasValue: true } given ? given.Value : BootstrapSetup.Create();
        bootstrap = bootstrap.Config.HasValue ? bootstrap.WithConfigFallback(DefaultConfig) : bootstrap.WithConfig(DefaultConfig);
        return setup.And(bootstrap);
    }

    private IActorRef CreateTestActor(ActorSystem system, string name)
    {
        var queue = _state.Queue;
        var props = Props.CreateBy(() => new TestActor(queue)).WithDispatcher("akka.test.test-actor.dispatcher");
        return ((ExtendedActorSystem)system).SystemActorOf(props, name);
    }

    private void TellTestActor(object order) => TestActor.Tell(order, ActorRefs.NoSender);
}
