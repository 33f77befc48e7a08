namespace Akka.Actor;

/// <content>Making the instance.</content>
public partial class ActorCell
{
    /// <summary>Makes and equips an instance.</summary>
    protected virtual ActorBase NewActor()
    {
        _behavior = null;
        _behaviorsBelow = null;
        var previous = _current;
        _current = this;
        try
        {
            var actor = _props.NewActor();
            if (actor is null)
                throw new ActorInitializationException(_self, "The producer of the actor returned null.");
            _behavior ??= actor.InitialBehavior();
            if (actor is IActorStash stashing)
                stashing.Stash = StashFactory.CreateStash(this, actor);
            if (actor is IWithTimers timing)
                timing.Timers = new TimerScheduler(this);
            (actor as IInitializableActor)?.Init();
            return actor;
        }
        finally
        {
            _current = previous;
        }
    }

    private void CreateActor(ActorInitializationException? failure)
    {
        if (failure is not null)
            throw failure;
        try
        {
            _actor = NewActor();
            var previous = _current;
            _current = this;
            try
            {
                _actor.AroundPreStart();
            }
            finally
            {
                _current = previous;
            }

            _timeout?.AfterMessage(this);
            if (_systemImpl.Settings.DebugLifecycle)
                PublishDebug($"Started ({_actor})");
        }
        catch (Exception cause)
        {
            if (_actor is not null)
            {
                Release(_actor);
                _actor = null;
            }

            throw cause is ActorInitializationException known
                ? known
                : new ActorInitializationException(_self, "Exception during creation", cause);
        }
    }

    /// <summary>Takes from an instance that is given up what it has of the cell: stashed messages go back, timers end.</summary>
    private void Release(ActorBase actor)
    {
        if (actor is IActorStash { Stash: { } stash })
            stash.UnstashAll();
        if (actor is IWithTimers { Timers: { } timers })
            timers.CancelAll();
        _behavior = null;
        _behaviorsBelow = null;
    }
}
