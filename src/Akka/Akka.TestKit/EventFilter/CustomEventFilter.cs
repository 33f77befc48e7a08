using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Entries that a predicate takes.</summary>
internal sealed class CustomEventFilter : EventFilterBase
{
    private readonly Predicate<LogEvent> _predicate;

    public CustomEventFilter(Predicate<LogEvent> predicate)
        : base(null, null)
    {
        _predicate = predicate;
    }

    protected override string FilterDescriptiveName => "custom";

    protected override bool IsMatch(LogEvent logEvent) => _predicate(logEvent);
}
