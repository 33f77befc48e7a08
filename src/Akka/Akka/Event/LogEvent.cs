using System.Globalization;
using System.Text;
using Akka.Actor;

namespace Akka.Event;

/// <summary>One entry of the log, as it travels over the event stream. Immutable once published.</summary>
public abstract class LogEvent : INoSerializationVerificationNeeded
{
    /// <summary>An entry of now, on this thread.</summary>
    protected LogEvent()
    {
        Timestamp = TimeProvider.System.GetUtcNow().UtcDateTime;
        Thread = Thread.CurrentThread;
        LogSource = string.Empty;
        LogClass = typeof(LogEvent);
        Message = string.Empty;
    }

    /// <summary>The exception it is about; <c>null</c> when there is none.</summary>
    public Exception? Cause { get; protected set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime Timestamp { get; }

    /// <summary>Where it was made.</summary>
    public Thread Thread { get; }

    /// <summary>Who logs: usually the path of an actor.</summary>
    public string LogSource { get; protected set; }

    /// <summary>The class that logs.</summary>
    public Type LogClass { get; protected set; }

    /// <summary>What is said: a text or a <see cref="LogMessage"/>, which is formatted by <c>ToString</c>.</summary>
    public object Message { get; protected set; }

    /// <summary>How bad it is.</summary>
    public abstract LogLevel LogLevel();

    /// <summary>One line, with the exception below it when there is one.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append('[').Append(LogLevel().StringFor()).Append("][")
            .Append(Timestamp.ToString("MM/dd/yyyy HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).Append("][Thread ")
            .Append(Thread.ManagedThreadId.ToString("0000", CultureInfo.InvariantCulture)).Append("][")
            .Append(LogSource).Append("] ").Append(Message);
        if (Cause is not null)
            text.Append(Environment.NewLine).Append("Cause: ").Append(Cause);
        return text.ToString();
    }
}
