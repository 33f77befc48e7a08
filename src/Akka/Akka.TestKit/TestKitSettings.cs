using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The settings below <c>akka.test</c>. Immutable and thread-safe.</summary>
public class TestKitSettings : IExtension
{
    /// <summary>
    /// Reads them from the configuration of a system. Throws <see cref="ConfigurationException"/> when they are not there.
    /// </summary>
    public TestKitSettings(Config config)
    {
        if (!config.HasPath("akka.test.timefactor"))
        {
            throw new ConfigurationException(
                "Cannot set the test kit up: akka.test.timefactor is missing. "
                + "Make the system with TestKitBase.DefaultConfig as a fallback.");
        }

        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", allowInfinite: false);
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", allowInfinite: false);
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", allowInfinite: false);
        TestTimeFactor = config.GetDouble("akka.test.timefactor");
        LogTestKitCalls = config.GetBoolean("akka.test.test-kit.debug");
        if (TestTimeFactor <= 0)
            throw new ConfigurationException($"akka.test.timefactor must be greater than 0; it is {TestTimeFactor}.");
    }

    /// <summary>How long latches, barriers and questions wait.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long an expectation without a timeout waits.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long an event filter waits after the code under test.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>The factor on all timeouts.</summary>
    public double TestTimeFactor { get; }

    /// <summary>Whether the kit logs what it does.</summary>
    public bool LogTestKitCalls { get; }
}
