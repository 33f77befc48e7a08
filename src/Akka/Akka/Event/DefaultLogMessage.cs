namespace Akka.Event;

/// <summary>A message whose arguments are an array.</summary>
internal sealed class DefaultLogMessage : LogMessage
{
    private readonly object?[] _args;

    public DefaultLogMessage(ILogMessageFormatter formatter, string format, params object?[] args)
        : base(formatter, format)
    {
        _args = args;
    }

    public override string Unformatted() => string.Join(",", _args);

    public override IEnumerable<object?> Parameters() => _args;

    public override string ToString() => Formatter.Format(Format, _args);
}
