using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>
/// A place outside of all actors to receive messages at. It keeps up to <c>akka.actor.inbox.inbox-size</c> messages; more are dead
/// letters. Thread-safe. Timeouts throw <see cref="TimeoutException"/>, or give <see cref="Status.Failure"/> in the task forms.
/// </summary>
public class Inbox : IInboxable, IDisposable
{
    private readonly ActorSystem _system;
    private readonly TimeSpan _defaultTimeout;
    private bool _disposed;

    internal Inbox(ActorSystem system, IActorRef receiver, TimeSpan defaultTimeout)
    {
        _system = system;
        Receiver = receiver;
        _defaultTimeout = defaultTimeout;
    }

    /// <inheritdoc />
    public IActorRef Receiver { get; }

    /// <summary>A new inbox of <paramref name="system"/>.</summary>
    public static Inbox Create(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.actor.inbox");
        var size = config.GetInt("inbox-size", 1000);
        var receiver = ((ActorSystemImpl)system).SystemActorOf(Props.Create(() => new InboxActor(size)));
        return new Inbox(system, receiver, config.GetTimeSpan("default-timeout", TimeSpan.FromSeconds(5)));
    }

    /// <inheritdoc />
    public IActorRef Watch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.StartWatch(subject, null), ActorRefs.NoSender);
        return subject;
    }

    /// <inheritdoc />
    public IActorRef WatchWith(IActorRef subject, object message)
    {
        Receiver.Tell(new InboxActor.StartWatch(subject, message), ActorRefs.NoSender);
        return subject;
    }

    /// <inheritdoc />
    public IActorRef Unwatch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.StopWatch(subject), ActorRefs.NoSender);
        return subject;
    }

    /// <inheritdoc />
    public void Send(IActorRef actorRef, object message) => actorRef.Tell(message, Receiver);

    /// <inheritdoc />
    public object Receive() => Receive(_defaultTimeout);

    /// <inheritdoc />
    public object Receive(TimeSpan timeout) => Await(Get(null, timeout));

    /// <inheritdoc />
    public object ReceiveWhere(Predicate<object> predicate) => ReceiveWhere(predicate, _defaultTimeout);

    /// <inheritdoc />
    public object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout) => Await(Get(predicate, timeout));

    /// <summary>The next message.</summary>
    public Task<object> ReceiveAsync() => ReceiveAsync(_defaultTimeout);

    /// <summary>The next message, or <see cref="Status.Failure"/> with a <see cref="TimeoutException"/>.</summary>
    public Task<object> ReceiveAsync(TimeSpan timeout) => Get(null, timeout);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the receiver.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
            _system.Stop(Receiver);
    }

    private static object Await(Task<object> pending)
    {
        var message = pending.GetAwaiter().GetResult();
        return message is Status.Failure { Cause: TimeoutException timeout } ? throw timeout : message;
    }

    private Task<object> Get(Predicate<object>? predicate, TimeSpan timeout)
    {
        var result = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        Receiver.Tell(new InboxActor.Get(predicate, timeout, result), ActorRefs.NoSender);
        return result.Task;
    }
}
