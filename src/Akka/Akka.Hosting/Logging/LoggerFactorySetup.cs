using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting.Logging;

/// <summary>Gives <see cref="LoggerFactoryLogger"/> its factory. Immutable.</summary>
public class LoggerFactorySetup : Setup
{
    /// <summary>The factory outlives the actor system; it is not disposed of with it.</summary>
    public LoggerFactorySetup(ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        LoggerFactory = loggerFactory;
    }

    public ILoggerFactory LoggerFactory { get; }
}
