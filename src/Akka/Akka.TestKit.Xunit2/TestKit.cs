using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2.Internals;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>
/// Base of xunit tests of actors. A system of its own is terminated after the test; one that was passed in as well. With an output
/// helper the log goes into the output of the test.
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    private static readonly XunitAssertions SharedAssertions = new();

    /// <summary>Where the test prints; <c>null</c> when it was not given.</summary>
    protected readonly ITestOutputHelper? Output;

    private bool _disposing;
    private bool _disposed;

    /// <summary>A test in <paramref name="system"/>, or in a system of its own.</summary>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(SharedAssertions, system)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>A test in a system made of <paramref name="config"/>.</summary>
    public TestKit(ActorSystemSetup config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(SharedAssertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>A test in a system made of <paramref name="config"/>.</summary>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(SharedAssertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>A test in a system made of <paramref name="config"/>, HOCON.</summary>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), null, output)
    {
    }

    /// <summary>The configuration of systems that the kit makes, below that of the test.</summary>
    public static new Config DefaultConfig => TestKitBase.DefaultConfig;

    /// <summary>As above, with all debug logging of the engine.</summary>
    public static new Config FullDebugConfig => TestKitBase.FullDebugConfig;

    /// <summary>The assertions of xunit.</summary>
    protected static XunitAssertions Assertions => SharedAssertions;

    /// <summary>Ends the test and its system.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Terminates the system. Called once, after the test.</summary>
    protected virtual void AfterAll() => Shutdown();

    /// <summary>Sends the log of <paramref name="system"/> to the output of the test as well.</summary>
    protected void InitializeLogger(ActorSystem system) => InitializeLogger(system, null);

    /// <summary>As above; every line begins with <paramref name="prefix"/>.</summary>
    protected void InitializeLogger(ActorSystem system, string? prefix)
    {
        if (Output is null)
            return;
        var output = string.IsNullOrEmpty(prefix) ? Output : new PrefixedOutput(Output, prefix);
        var logger = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new TestOutputLogger(output)), null);
        logger.Tell(new InitializeLogger(system.EventStream), ActorRefs.NoSender);
    }

    /// <summary>Ends the test.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposing || _disposed)
            return;
        _disposing = true;
        try
        {
            if (disposing)
                AfterAll();
        }
        finally
        {
            LeaveTest();
            _disposed = true;
        }
    }
}
