namespace Akka.Event;

/// <summary>
/// Makes the text of a log entry from a template and its arguments. Implementations are thread-safe and never throw for a bad template.
/// </summary>
public interface ILogMessageFormatter
{
    /// <summary>The text.</summary>
    string Format(string format, params object?[] args);

    /// <summary>The text.</summary>
    string Format(string format, IEnumerable<object?> args);
}
