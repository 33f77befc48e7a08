using VioActors.Domain.Common;

namespace VioActors.Domain.Tests.Common;

/// <summary>An aggregate without an actor: decides, applies, and keeps what was decided.</summary>
internal sealed class Playback<TState, TEvent, TMessage>(
    TState state,
    Func<TState, TMessage, Decision<TEvent>> decide,
    Func<TState, TEvent, TState> apply)
    where TEvent : IEvent
{
    public TState State { get; private set; } = state;

    public List<TEvent> Stored { get; } = [];

    public List<IEffect> Effects { get; } = [];

    public Decision<TEvent> Do(TMessage message)
    {
        var decision = decide(State, message);
        foreach (var @event in decision.Events)
        {
            State = apply(State, @event);
            Stored.Add(@event);
        }

        Effects.AddRange(decision.Effects);
        return decision;
    }

    public Decision<TEvent> Accepted(TMessage message)
    {
        var decision = Do(message);
        Assert.False(decision.Reply is Rejected, $"{message}: {decision.Reply}");
        return decision;
    }

    public Rejected Refused(TMessage message, RejectionCode code)
    {
        var before = State;
        var decision = Do(message);
        var rejected = Assert.IsType<Rejected>(decision.Reply);
        Assert.Equal(code, rejected.Code);
        Assert.Empty(decision.Events);
        Assert.Equal(before, State);
        Assert.EndsWith(".", rejected.Reason.TrimEnd(), StringComparison.Ordinal);
        return rejected;
    }

    public T Answered<T>(TMessage message)
        where T : IReply => Assert.IsType<T>(Do(message).Reply);

    public T LastEffect<T>()
        where T : IEffect => Effects.OfType<T>().Last();
}
