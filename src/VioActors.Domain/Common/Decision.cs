namespace VioActors.Domain.Common;

/// <summary>
/// What an aggregate decided: the events to store, the answer to give after they are stored, the effects to run after that.
/// A decision without an answer waits: the shell keeps the command under <see cref="WaitKey"/> and decides it again after the next change,
/// or answers it with a <see cref="Resolution"/> of that key. Immutable.
/// </summary>
/// <typeparam name="TEvent">Event type of the aggregate.</typeparam>
public sealed record Decision<TEvent>(IReply? Reply, ValueList<TEvent> Events, ValueList<IEffect> Effects)
    where TEvent : IEvent
{
    /// <summary>Null unless the command waits.</summary>
    public string? WaitKey { get; init; }

    /// <summary>Answers to commands that wait.</summary>
    public ValueList<Resolution> Resolutions { get; init; } = [];
}

/// <summary>Answers every command waiting under the key.</summary>
public sealed record Resolution(string WaitKey, IReply Reply);

/// <summary>Makes <see cref="Decision{TEvent}"/>. Thread-safe.</summary>
public static class Decision
{
    public static Decision<TEvent> Answer<TEvent>(IReply reply)
        where TEvent : IEvent => new(reply, [], []);

    public static Decision<TEvent> Reject<TEvent>(RejectionCode code, string reason)
        where TEvent : IEvent => new(new Rejected(code, reason), [], []);

    public static Decision<TEvent> NoOp<TEvent>(string reason)
        where TEvent : IEvent => new(new NoOp(reason), [], []);

    public static Decision<TEvent> Accept<TEvent>(IReply reply, params ReadOnlySpan<TEvent> events)
        where TEvent : IEvent => new(reply, ValueList.Create(events), []);

    public static Decision<TEvent> Wait<TEvent>(string key, params ReadOnlySpan<IEffect> effects)
        where TEvent : IEvent => new(null, [], ValueList.Create(effects)) { WaitKey = key };

    /// <summary>The events are stored and the command goes on waiting.</summary>
    public static Decision<TEvent> Storing<TEvent>(this Decision<TEvent> decision, params ReadOnlySpan<TEvent> events)
        where TEvent : IEvent => decision with { Events = [.. decision.Events, .. events] };

    public static Decision<TEvent> With<TEvent>(this Decision<TEvent> decision, params ReadOnlySpan<IEffect> effects)
        where TEvent : IEvent => decision with { Effects = [.. decision.Effects, .. effects] };

    public static Decision<TEvent> Resolving<TEvent>(this Decision<TEvent> decision, string key, IReply reply)
        where TEvent : IEvent => decision with { Resolutions = [.. decision.Resolutions, new Resolution(key, reply)] };
}
