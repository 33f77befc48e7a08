using System.Diagnostics;

namespace Akka.Remote.Tests.Processes;

/// <summary>This assembly run as a program.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    public string Address { get; }

    public static async Task<PeerProcess> StartAsync()
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync();
        Assert.NotNull(address);
        return new PeerProcess(process, address);
    }

    /// <summary>Ends it without a word.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Lets it end as it wants.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
