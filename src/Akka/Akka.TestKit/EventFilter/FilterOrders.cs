using Akka.Actor;

namespace Akka.TestKit;

/// <summary>An order to the <see cref="TestEventListener"/>, published on the event stream.</summary>
public abstract class TestEvent
{
    /// <summary>An order.</summary>
    protected TestEvent()
    {
    }
}

/// <summary>Keeps entries that fit out of the log.</summary>
public sealed class Mute : TestEvent, INoSerializationVerificationNeeded
{
    /// <summary>By these filters.</summary>
    public Mute(params EventFilterBase[] filters)
    {
        Filters = filters;
    }

    /// <summary>The filters.</summary>
    public IReadOnlyCollection<EventFilterBase> Filters { get; }
}

/// <summary>Undoes <see cref="Mute"/>.</summary>
public sealed class Unmute : TestEvent, INoSerializationVerificationNeeded
{
    /// <summary>Of these filters.</summary>
    public Unmute(params EventFilterBase[] filters)
    {
        Filters = filters;
    }

    /// <summary>The filters.</summary>
    public IReadOnlyCollection<EventFilterBase> Filters { get; }
}
