using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Tests.Fixtures;

namespace Akka.Remote.Tests;

/// <summary>What the configuration means, and what is refused at the start.</summary>
public sealed class ConfigurationTests : RemoteSpec
{
    [Fact]
    public void The_public_address_may_differ_from_where_the_system_listens()
    {
        var system = Another("""
            akka.remote.dot-netty.tcp {
              hostname = some.where
              bind-hostname = 127.0.0.1
              public-hostname = public.host
              public-port = 4711
            }
            """);

        Assert.Equal(new Address("akka.tcp", "there", "public.host", 4711), AddressOf(system));
    }

    [Fact]
    public void Defaults_are_the_published_ones()
    {
        var settings = RARP.For(Sys).Provider.RemoteSettings;
        var watch = settings.WatchFailureDetectorConfig;

        Assert.Equal("Akka.Remote.PhiAccrualFailureDetector, Akka.Remote", settings.WatchFailureDetectorImplementationClass);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.WatchHeartBeatInterval);
        Assert.Equal(10.0, watch.GetDouble("threshold"));
        Assert.Equal(20_000, settings.SysMsgBufferSize);
        Assert.Equal(TimeSpan.FromDays(2), settings.QuarantineSilentSystemTimeout);
        Assert.Equal(128_000, settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size"));
        Assert.False(settings.UntrustedMode);
    }

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.hostname = 0.0.0.0", "allow-plaintext")]
    [InlineData("akka.remote.dot-netty.tcp.port = 65536", "65535")]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size = 100b", "maximum-frame-size")]
    [InlineData("akka.remote.dot-netty.tcp.hostname = no.such.host.invalid", "no.such.host.invalid")]
    [InlineData("akka.remote.enabled-transports = [\"akka.remote.dot-netty.udp\"]", "enabled-transports")]
    [InlineData("akka.remote.require-cookie = on", "secure-cookie")]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = true", "certificate.path")]
    [InlineData("akka.remote.outbound-queue-size = 0", "outbound-queue-size")]
    [InlineData("akka.remote.watch-failure-detector.heartbeat-interval = 0s", "heartbeat-interval")]
    [InlineData("akka.actor.deployment { /x { remote = \"akka.tcp://a@b:1\" } }", "does not deploy actors on other systems")]
    public void Wrong_settings_are_refused_at_the_start_with_what_to_change(string hocon, string named)
    {
        var error = Assert.ThrowsAny<ConfigurationException>(() => Another(hocon));

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_actor_is_not_deployed_elsewhere()
    {
        var deploy = Deploy.None.WithScope(new RemoteScope(new Address("akka.tcp", "there", "host", 1)));

        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create<Echo>().WithDeploy(deploy)));
    }

    [Fact]
    public void A_system_without_remoting_has_no_remoting_extension()
    {
        var local = Another("akka.actor.provider = local");

        Assert.Throws<ConfigurationException>(() => RARP.For(local));
    }
}
