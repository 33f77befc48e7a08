namespace Akka.Event;

/// <summary>A template with its arguments, formatted when a logger prints it. Immutable.</summary>
public abstract class LogMessage
{
    /// <summary>The formatter that <c>ToString</c> uses.</summary>
    protected readonly ILogMessageFormatter Formatter;

    /// <summary>A message of the template <paramref name="format"/>.</summary>
    protected LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    /// <summary>The template.</summary>
    public string Format { get; }

    /// <summary>The arguments as text, for diagnosis.</summary>
    public abstract string Unformatted();

    /// <summary>The arguments, in order.</summary>
    public abstract IEnumerable<object?> Parameters();
}
