using System.Diagnostics;

namespace VioActors.Benchmarks.Iscsi;

/// <summary>Starts the servers that are compared, each over a file of the same folder.</summary>
internal static class Servers
{
    public const int SizeMebibytes = 1024;
    private const int TgtPort = 13260;
    private const int NbdPort = 13261;
    private const string TgtControl = "47";

    /// <summary>The product in its dev role, with one LU of the size, filled with the content.</summary>
    public static async Task<ServerProcess> StartProductAsync(string folder, string content)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "vio.dll"), "--data", Path.Combine(folder, "data"),
            "--set", "vio-actors.iscsi.port-first=0", "--set", "petabridge.cmd.port=0", "--set", "vio-actors.lpar.enabled=off",
            "--set", "vio-actors.management.api.port=0",
            "--set", $"vio-actors.pool.physical-volumes=[{{ name = pv1, size = {SizeMebibytes + 256}MiB }}]",
            "--set", $"vio-actors.logical-units=[{{ name = lu1, size = {SizeMebibytes}MiB, client = client1 }}]",
        ];
        var process = Start("dotnet", arguments, redirect: true);
        string? url = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ready", StringComparison.Ordinal))
            url ??= line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["lu1", "vios1", var found] ? found : null;
        if (url is null)
            throw new InvalidOperationException("The product did not become ready.");
        _ = process.StandardOutput.ReadToEndAsync();
        await RunAsync($"qemu-img convert -n -f raw -O raw {content} {url}");
        return new ServerProcess("VioActors", process, url);
    }

    /// <summary>tgt over the file, as Debian ships it: read and write through the page cache.</summary>
    public static async Task<ServerProcess> StartTgtAsync(string file)
    {
        Directory.CreateDirectory("/var/run/tgtd");
        var process = Start("tgtd", ["-f", "-C", TgtControl, "--iscsi", $"portal=127.0.0.1:{TgtPort}"], redirect: false);
        var ready = "";
        for (var attempt = 0; attempt < 100 && !ready.Contains("ready", StringComparison.Ordinal); attempt++)
            ready = await TryRunAsync($"tgtadm -C {TgtControl} --lld iscsi --mode sys --op show") ?? "";
        await RunAsync($"tgtadm -C {TgtControl} --lld iscsi --mode target --op new --tid 1 -T iqn.2026-11.bench:tgt");
        await RunAsync($"tgtadm -C {TgtControl} --lld iscsi --mode logicalunit --op new --tid 1 --lun 1 -b {file} --bstype rdwr");
        await RunAsync($"tgtadm -C {TgtControl} --lld iscsi --mode target --op bind --tid 1 -I ALL");
        return new ServerProcess("tgt", process, $"iscsi://127.0.0.1:{TgtPort}/iqn.2026-11.bench:tgt/1");
    }

    /// <summary>nbdkit over the file by its file plugin: another protocol, the least that a server can do.</summary>
    public static async Task<ServerProcess> StartNbdkitAsync(string file)
    {
        var process = Start(
            "nbdkit", ["-f", "-p", $"{NbdPort}", "-i", "127.0.0.1", "file", file], redirect: false);
        var url = $"nbd://127.0.0.1:{NbdPort}";
        for (var attempt = 0; attempt < 100 && await TryRunAsync($"qemu-img info -f raw {url}") is null; attempt++)
        {
            // Each attempt takes its time.
        }
        return new ServerProcess("nbdkit", process, url);
    }

    /// <summary>What a tool said; it must succeed.</summary>
    public static async Task<string> RunAsync(string commandLine) =>
        await TryRunAsync(commandLine) ?? throw new InvalidOperationException($"{commandLine} failed.");

    private static async Task<string?> TryRunAsync(string commandLine)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = Start(words[0], words[1..], redirect: true);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : null;
    }

    private static Process Start(string name, IEnumerable<string> arguments, bool redirect)
    {
        var start = new ProcessStartInfo(name) { RedirectStandardOutput = redirect, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{name} could not be started.");
    }
}
