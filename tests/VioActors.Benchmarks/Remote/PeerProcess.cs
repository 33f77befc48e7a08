using System.Diagnostics;
using Akka.Actor;

namespace VioActors.Benchmarks.Remote;

/// <summary>The second process: this program again, with echo actors, until its input ends.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    public const string Argument = "remote-peer";
    private const int EchoCount = 16;

    private readonly Process _process;

    private PeerProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where its system is reached.</summary>
    public string Address { get; }

    public static async Task<PeerProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(PeerProcess).Assembly.Location);
        start.ArgumentList.Add(Argument);
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The peer process ended.");
        return new PeerProcess(process, address);
    }

    /// <summary>The life of the second process.</summary>
    public static async Task<int> RunAsync()
    {
        var system = RemoteSystem.Start("peer");
        for (var i = 0; i < EchoCount; i++)
        {
            system.ActorOf(Props.Create<Echo>(), $"echo-{i}");
            system.ActorOf(Props.Create<Echo>(), $"echo-large-{i}");
        }

        Console.WriteLine(RemoteSystem.AddressOf(system));
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
