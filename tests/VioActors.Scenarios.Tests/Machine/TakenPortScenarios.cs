using System.Net;
using System.Net.Sockets;
using VioActors.Node.Dev;
using VioActors.Scenarios.Tests.Fixtures;

namespace VioActors.Scenarios.Tests.Machine;

/// <summary>An address that the product is to listen at belongs to another process.</summary>
public sealed class TakenPortScenarios
{
    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Given_AnotherListensAtThePortOfPbm_When_ItIsStarted_Then_ItEnds_AndSaysWhichSettingToChange()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<DevStartException>(() => DevRig.StartAsync($"petabridge.cmd.port = {port}"));

        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("petabridge.cmd.port", refused.Message, StringComparison.Ordinal);
    }
}
