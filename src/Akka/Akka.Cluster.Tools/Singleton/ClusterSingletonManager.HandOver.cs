using Akka.Actor;
using Akka.Event;
using static Akka.Cluster.Tools.Singleton.ClusterSingletonState;

namespace Akka.Cluster.Tools.Singleton;

/// <content>Starting, stopping, and the conversation with other managers.</content>
public sealed partial class ClusterSingletonManager
{
    /// <summary>Starts the singleton unless it runs, has ended by itself, or this node may not own.</summary>
    private SingletonHere Run(SingletonHere here)
    {
        if (here.Singleton is not null || _endedByItself || _selfRemoved || !_ownership.Holds)
            return here;
        _stoppedForOwnership = false;
        var singleton = Context.Watch(Context.ActorOf(_singletonProps, _settings.SingletonName));
        _log.Info("Singleton manager started singleton actor [{0}]", singleton.Path);
        return here with { Singleton = singleton };
    }

    private State<ClusterSingletonState, IClusterSingletonData> StopSingleton(ClusterSingletonState how, SingletonHere here)
    {
        if (here.Singleton is not { } singleton)
            return Ended(here);
        if (_ownership.Holds && !_selfRemoved)
            singleton.Tell(_terminationMessage, Self);
        else
            Context.Stop(singleton);
        return GoTo(how).Using(here);
    }

    /// <summary>Nothing runs here any more: tells those who have asked, and notes that they must be asked in turn.</summary>
    private State<ClusterSingletonState, IClusterSingletonData> Ended(SingletonHere here)
    {
        foreach (var manager in here.Asked)
            Promise(manager);
        _endedByItself = false;
        _stoppedForOwnership = false;
        if (SelfLeaves)
            return GoTo(End).Using(SingletonHere.None);

        // Membership may have changed meanwhile.
        Self.Tell(Retry.Instance, ActorRefs.NoSender);
        return GoTo(Younger).Using(SingletonHere.None);
    }

    private State<ClusterSingletonState, IClusterSingletonData> BeginHandOver()
    {
        if (!IsKnown(Sender))
            return Stay();
        CancelTimer(RetryTimer);
        Sender.Tell(HandOverInProgress.Instance, Self);
        return StopSingleton(HandingOver, Here with { Asked = [Sender] });
    }

    private State<ClusterSingletonState, IClusterSingletonData> AskedAgain()
    {
        if (!IsKnown(Sender))
            return Stay();
        Sender.Tell(HandOverInProgress.Instance, Self);
        return Here.Asked.Contains(Sender) ? Stay() : Stay().Using(Here with { Asked = [.. Here.Asked, Sender] });
    }

    /// <summary>
    /// Nothing runs here. A sender that is not in the view yet gets no answer: it could not be asked back. It repeats the question.
    /// </summary>
    private State<ClusterSingletonState, IClusterSingletonData> AnswerIdle()
    {
        if (StateName is not End && !IsKnown(Sender))
            return Stay();
        Promise(Sender);
        return StateName is BecomingOldest ? NextIdle() : Stay();
    }

    private void Promise(IActorRef manager)
    {
        foreach (var node in _view.At(manager.Path.Address))
            _ledger = _ledger.HandedTo(node);
        manager.Tell(HandOverDone.Instance, Self);
    }

    private State<ClusterSingletonState, IClusterSingletonData> AskSender()
    {
        Sender.Tell(HandOverToMe.Instance, Self);
        return Stay();
    }

    private State<ClusterSingletonState, IClusterSingletonData> NoteConfirmation()
    {
        foreach (var node in _view.At(Sender.Path.Address))
            _ledger = _ledger.ConfirmedBy(node);
        return Next();
    }

    private State<ClusterSingletonState, IClusterSingletonData> AskMissing()
    {
        foreach (var node in _ledger.Missing(_view, SelfNode))
            ManagerAt(node.Address).Tell(HandOverToMe.Instance, Self);
        SetTimer(RetryTimer, Retry.Instance, _settings.HandOverRetryInterval);
        return StateName is BecomingOldest ? Stay() : GoTo(BecomingOldest);
    }

    private State<ClusterSingletonState, IClusterSingletonData> OfferToOldest()
    {
        if (_view.OldestBut(SelfNode) is { } next)
        {
            ManagerAt(next.Address).Tell(TakeOverFromMe.Instance, Self);
            SetTimer(RetryTimer, Retry.Instance, _settings.HandOverRetryInterval);
        }

        return StateName is WasOldest ? Stay() : GoTo(WasOldest);
    }

    private bool IsKnown(IActorRef manager) => _view.At(manager.Path.Address).Any();

    private ActorSelection ManagerAt(Address node) =>
        Context.ActorSelection(new RootActorPath(node) / Self.Path.Elements);
}
