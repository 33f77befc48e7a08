using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Xunit.Abstractions;

namespace Akka.Tests.TestKit;

public sealed class TestKitLifecycleSpec
{
    [Fact]
    public void Each_way_to_make_a_kit_configures_its_system()
    {
        const string Text = "my.key = 5";
        var config = ConfigurationFactory.ParseString(Text);
        using var byText = new Kit(Text);
        using var byConfig = new Kit(config, "named");
        using var bySetup = new Kit(ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)));

        Assert.All(new[] { byText, byConfig, bySetup }, kit => Assert.Equal(5, kit.Sys.Settings.Config.GetInt("my.key")));
        Assert.Equal(("test", "named"), (byText.Sys.Name, byConfig.Sys.Name));
    }

    [Fact]
    public void A_kit_in_a_given_system_uses_it_and_ends_it()
    {
        var system = ActorSystem.Create("given", Akka.TestKit.Xunit2.TestKit.DefaultConfig);
        var kit = new Kit(system);

        kit.TestActor.Tell("x");
        kit.ExpectMsg("x");
        kit.Dispose();

        Assert.Same(system, kit.Sys);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void After_the_test_its_code_no_longer_sends_as_the_test_actor()
    {
        new Kit("").Dispose();

        Assert.IsNotType<Akka.TestKit.Internal.TestActorSynchronizationContext>(SynchronizationContext.Current);
        Assert.Equal(ActorRefs.NoSender, ActorCell.GetCurrentSelfOrNoSender());
    }

    [Fact]
    public void A_test_without_an_implicit_sender_sends_as_nobody()
    {
        using var kit = new SilentKit();

        kit.TestActor.Tell("x");

        kit.ExpectMsg("x");
        Assert.Equal(kit.Sys.DeadLetters, kit.LastSender);
    }

    [Fact]
    public void The_log_goes_to_the_output_of_the_test()
    {
        var output = new Output();
        using var kit = new Kit("akka.loglevel = INFO", output);

        kit.AwaitCondition(() =>
        {
            kit.Sys.Log.Info("for the output");
            return output.Lines.Any(line => line.EndsWith("for the output", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_system_that_does_not_stop_is_reported()
    {
        var gate = new ManualResetEventSlim();
        using var kit = new Kit("");
        kit.ActorOf(dsl => dsl.OnPostStop = _ => gate.Wait(TimeSpan.FromSeconds(30)), "stuck");

        try
        {
            var error = Assert.Throws<TimeoutException>(() => kit.Shutdown(TimeSpan.FromMilliseconds(50), verifySystemShutdown: true));
            Assert.Contains("stuck", error.Message);
        }
        finally
        {
            gate.Set();
        }
    }

    [Fact]
    public void A_system_without_the_settings_of_the_kit_gets_them()
    {
        var system = ActorSystem.Create("plain");
        using var kit = new Kit(system);

        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.SingleExpectDefault);
    }

    private class Kit : Akka.TestKit.Xunit2.TestKit
    {
        public Kit(string config, ITestOutputHelper? output = null)
            : base(config, output)
        {
        }

        public Kit(Config config, string name)
            : base(config, name)
        {
        }

        public Kit(ActorSystemSetup setup)
            : base(setup)
        {
        }

        public Kit(ActorSystem system)
            : base(system)
        {
        }
    }

    private sealed class SilentKit : Kit, INoImplicitSender
    {
        public SilentKit()
            : base("")
        {
        }
    }

    private sealed class Output : ITestOutputHelper
    {
        private readonly List<string> _lines = [];

        public string[] Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public void WriteLine(string message)
        {
            lock (_lines)
                _lines.Add(message);
        }

        public void WriteLine(string format, params object[] args) => WriteLine(string.Format(format, args));
    }
}
