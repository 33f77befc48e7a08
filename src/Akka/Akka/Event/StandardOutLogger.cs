namespace Akka.Event;

/// <summary>Prints to the console, in colour when it is a terminal. Thread-safe.</summary>
public class StandardOutLogger : MinimalLogger
{
    private static readonly Lock ConsoleLock = new();

    /// <summary>The instance that prints at the start and at the end of systems.</summary>
    internal static StandardOutLogger Instance { get; } = new();

    /// <summary>Colour of debug entries.</summary>
    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    /// <summary>Colour of info entries.</summary>
    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    /// <summary>Colour of warnings.</summary>
    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    /// <summary>Colour of errors.</summary>
    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    /// <summary>Whether colours are used at all; off when the output is redirected.</summary>
    public static bool UseColors { get; set; } = !Console.IsOutputRedirected;

    /// <summary>Prints one entry.</summary>
    public static void PrintLogEvent(LogEvent logEvent)
    {
        var text = logEvent.ToString();
        lock (ConsoleLock)
        {
            if (!UseColors)
            {
                Console.WriteLine(text);
                return;
            }

            Console.ForegroundColor = ColorOf(logEvent.LogLevel());
            Console.WriteLine(text);
            Console.ResetColor();
        }
    }

    /// <inheritdoc />
    protected override void Log(object message)
    {
        if (message is LogEvent logEvent)
            PrintLogEvent(logEvent);
        else
            Console.WriteLine(message);
    }

    private static ConsoleColor ColorOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => DebugColor,
        LogLevel.InfoLevel => InfoColor,
        LogLevel.WarningLevel => WarningColor,
        _ => ErrorColor,
    };
}
