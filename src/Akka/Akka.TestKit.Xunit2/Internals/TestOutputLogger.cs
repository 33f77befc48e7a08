using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Prints the log into the output of a test. One per test class with an output helper, under <c>/system</c>.</summary>
public class TestOutputLogger : ReceiveActor
{
    /// <summary>Prints to <paramref name="output"/>.</summary>
    public TestOutputLogger(ITestOutputHelper output)
    {
        Receive<LogEvent>(entry => Print(output, entry.ToString()));
        Receive<InitializeLogger>(initialize =>
        {
            var bus = initialize.LoggingBus;
            foreach (var level in new[] { LogLevel.DebugLevel, LogLevel.InfoLevel, LogLevel.WarningLevel, LogLevel.ErrorLevel })
                bus.Subscribe(Self, level.ClassFor());
            Sender.Tell(new LoggerInitialized(), Self);
        });
    }

    private static void Print(ITestOutputHelper output, string line)
    {
        try
        {
            output.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // The test has ended; what comes after it has no output to go to.
        }
    }
}
