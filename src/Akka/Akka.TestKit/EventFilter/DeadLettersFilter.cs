using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Dead letters; the source is the path of the recipient.</summary>
internal sealed class DeadLettersFilter : EventFilterBase
{
    private readonly Predicate<DeadLetter> _isMatch;
    private readonly string _kind;

    public DeadLettersFilter(string kind, IStringMatcher sourceMatcher, Predicate<DeadLetter> isMatch)
        : base(null, sourceMatcher)
    {
        _kind = kind;
        _isMatch = isMatch;
    }

    protected override string FilterDescriptiveName => $"dead letter ({_kind})";

    protected override bool IsMatch(LogEvent logEvent) =>
        logEvent is Warning { Message: DeadLetter letter } && InternalDoMatch(logEvent.LogSource, "") && _isMatch(letter);
}
