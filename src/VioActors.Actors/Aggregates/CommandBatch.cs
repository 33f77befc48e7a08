using VioActors.Domain.Common;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Decisions of an aggregate between two writes of its journal. Each command is decided on the state that the ones before it lead to;
/// nothing is answered and no effect runs before <see cref="Close"/>'s events are stored. Keeps the commands that wait, decides them
/// again after a completion, and answers them when a decision resolves their key. No actor in it. Not thread-safe.
/// </summary>
/// <typeparam name="TState">State of the aggregate, immutable.</typeparam>
/// <typeparam name="TSender">Who is answered.</typeparam>
internal sealed class CommandBatch<TState, TMessage, TEvent, TSender>(
    TState state,
    Func<TState, TMessage, Decision<TEvent>> decide,
    Func<TState, TEvent, TState> apply,
    int waitingMax)
    where TEvent : IEvent
{
    private readonly LinkedList<Waiting> _waiting = [];
    private List<TEvent> _events = [];
    private List<(TSender Sender, IReply Reply)> _answers = [];
    private List<IEffect> _effects = [];

    /// <summary>The state after every decision so far.</summary>
    public TState State { get; private set; } = state;

    public int EventCount => _events.Count;

    public int WaitingCount => _waiting.Count;

    /// <summary>An event or a snapshot from the journal.</summary>
    public void Recover(TState recovered) => State = recovered;

    public void Take(TMessage message, TSender sender)
    {
        var decision = decide(State, message);
        if (decision.Reply is null && _waiting.Count >= waitingMax)
        {
            _answers.Add((sender, new Rejected(RejectionCode.Busy, $"{_waiting.Count} commands wait here already; try again later.")));
            return;
        }

        Note(decision);
        if (decision.Reply is { } reply)
        {
            _answers.Add((sender, reply));
        }
        else
        {
            _waiting.AddLast(new Waiting(message, sender, decision.WaitKey!));
        }

        if (message is ICompletion)
        {
            DecideAgain();
        }
    }

    /// <summary>What is to be stored, and then answered and run. Begins a new batch.</summary>
    public ClosedBatch<TEvent, TSender> Close()
    {
        var closed = new ClosedBatch<TEvent, TSender>(_events, _answers, _effects);
        (_events, _answers, _effects) = ([], [], []);
        return closed;
    }

    private void Note(Decision<TEvent> decision)
    {
        foreach (var @event in decision.Events)
        {
            State = apply(State, @event);
            _events.Add(@event);
        }

        _effects.AddRange(decision.Effects);
        foreach (var resolution in decision.Resolutions)
        {
            Resolve(resolution);
        }
    }

    private void Resolve(Resolution resolution)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Key == resolution.WaitKey)
            {
                _answers.Add((node.Value.Sender, resolution.Reply));
                _waiting.Remove(node);
            }

            node = next;
        }
    }

    // In the order of arrival. One that goes on waiting for the same runs its effects only when it stored something new.
    private void DecideAgain()
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            var decision = decide(State, node.Value.Message);
            if (decision.Reply is null && decision.WaitKey == node.Value.Key && decision.Events.Count == 0)
            {
                node = next;
                continue;
            }

            Note(decision);
            if (decision.Reply is { } reply)
            {
                _answers.Add((node.Value.Sender, reply));
                _waiting.Remove(node);
            }
            else
            {
                node.Value = node.Value with { Key = decision.WaitKey! };
            }

            node = next;
        }
    }

    private readonly record struct Waiting(TMessage Message, TSender Sender, string Key);
}

/// <summary>Decisions of one write: events in order, then answers, then effects.</summary>
internal sealed record ClosedBatch<TEvent, TSender>(
    IReadOnlyList<TEvent> Events,
    IReadOnlyList<(TSender Sender, IReply Reply)> Answers,
    IReadOnlyList<IEffect> Effects);
