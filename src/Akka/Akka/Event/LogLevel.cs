namespace Akka.Event;

/// <summary>How bad a log event is; a logger takes its level and everything worse.</summary>
public enum LogLevel
{
    /// <summary>For those who look for a fault.</summary>
    DebugLevel,

    /// <summary>Normal course.</summary>
    InfoLevel,

    /// <summary>Goes on, but somebody should look.</summary>
    WarningLevel,

    /// <summary>Something was lost or failed.</summary>
    ErrorLevel,
}
