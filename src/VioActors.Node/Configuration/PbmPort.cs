using System.Net;
using System.Net.Sockets;
using Akka.Configuration;

namespace VioActors.Node.Configuration;

/// <summary>The port that pbm connects to. Thread-safe.</summary>
internal static class PbmPort
{
    /// <summary>Port 0 becomes one that is free now, so that the operator can be told it.</summary>
    public static Config Chosen(Config config)
    {
        if (config.GetInt("petabridge.cmd.port") != 0)
            return config;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        return ConfigurationFactory.ParseString($"petabridge.cmd.port = {port}").WithFallback(config);
    }
}
