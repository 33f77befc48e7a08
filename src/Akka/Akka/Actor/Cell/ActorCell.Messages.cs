using System.Runtime.CompilerServices;
using Akka.Event;

namespace Akka.Actor;

/// <content>User messages and behaviours.</content>
public partial class ActorCell
{
    private object? _currentMessage;
    private IActorRef? _sender;
    private long _envelopeId;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorsBelow;

    /// <summary>The message that is being handled; after a failure the one that failed, until the restart is done.</summary>
    public object? CurrentMessage => _currentMessage;

    /// <summary>Number of the message that is being handled, from 1.</summary>
    internal long CurrentEnvelopeId => _envelopeId;

    /// <inheritdoc />
    public IActorRef Sender => _sender ?? _systemImpl.DeadLetters;

    /// <inheritdoc />
    public void Become(Receive receive) => _behavior = receive;

    /// <inheritdoc />
    public void BecomeStacked(Receive receive)
    {
        if (_behavior is not null)
            (_behaviorsBelow ??= new Stack<Receive>()).Push(_behavior);
        _behavior = receive;
    }

    /// <inheritdoc />
    public void Become(UntypedReceive receive) => Become(Handled(receive));

    /// <inheritdoc />
    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Handled(receive));

    /// <inheritdoc />
    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 })
            _behavior = _behaviorsBelow.Pop();
        else if (_actor is not null)
            _behavior = _actor.InitialBehavior();
    }

    /// <summary>Handles one user message. Never throws: what the actor throws goes to the supervisor.</summary>
    public void Invoke(Envelope envelope) => Invoke(in envelope);

    internal void Invoke(in Envelope envelope)
    {
        var message = envelope.Message;
        _currentMessage = message;
        _sender = envelope.Sender;
        _envelopeId++;
        try
        {
            if (_timeout is not null)
                _timeout.BeforeMessage(message);
            if (message is IAutoReceivedMessage)
                AutoReceiveMessage(envelope);
            else
                ReceiveMessage(message);
            if (!IsFailed)
                ClearCurrentMessage();
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            if (_timeout is not null)
                _timeout.AfterMessage(message);
        }
    }

    /// <summary>Gives <paramref name="message"/> to the current behaviour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected virtual void ReceiveMessage(object message) => _actor!.AroundReceiveInternal(_behavior!, message);

    /// <summary>Handles what needs no code of the actor.</summary>
    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        var message = envelope.Message;
        if (_systemImpl.Settings.DebugAutoReceive)
            PublishDebug($"received AutoReceiveMessage {message}");
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case AddressTerminated gone:
                ReceivedAddressTerminated(gone);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            case ActorSelectionMessage selection:
                Akka.Actor.ActorSelection.DeliverSelection(_self, Sender, selection);
                break;
            case TimerMessage timer:
                ReceiveTimer(timer);
                break;
            default:
                ReceiveMessage(message);
                break;
        }
    }

    /// <summary>Makes <paramref name="message"/> the current one, in place of its wrapper.</summary>
    internal void ReceiveUnwrapped(object message)
    {
        _currentMessage = message;
        ReceiveMessage(message);
    }

    internal void PublishDebug(string text)
    {
        if (_systemImpl.EventStream.LogLevel <= LogLevel.DebugLevel)
            _systemImpl.EventStream.Publish(new Debug(_self.Path.ToString(), (_actor?.GetType() ?? typeof(ActorCell))!, text));
    }

    private static Receive Handled(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private void ClearCurrentMessage()
    {
        if (_pendingTasks > 0)
            return;
        _currentMessage = null;
        _sender = null;
    }

    private void ReceiveTimer(TimerMessage timer)
    {
        if (_actor is IWithTimers { Timers: TimerScheduler timers } && timers.TryAccept(timer, out var message))
            ReceiveUnwrapped(message);
    }
}
