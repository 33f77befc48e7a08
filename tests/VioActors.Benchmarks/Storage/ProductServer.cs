using System.Diagnostics;
using System.Text.RegularExpressions;
using VioActors.Benchmarks.Iscsi;

namespace VioActors.Benchmarks.Storage;

/// <summary>The product in its dev role with two units, and its commands.</summary>
internal sealed partial class ProductServer : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "vio.dll");
    private readonly Process _process;
    private readonly Dictionary<string, string> _urls = [];
    private string _pbm = "";

    /// <summary>Where the VIOS API is served.</summary>
    public Uri Api { get; private set; } = new("http://localhost");

    /// <summary>File with the administrator's token.</summary>
    public string TokenPath { get; private set; } = "";

    private ProductServer(Process process) => _process = process;

    public static async Task<ProductServer> StartAsync(string folder, StorageScale scale)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments =
        [
            Program, "--data", Path.Combine(folder, "data"), "--set", "vio-actors.iscsi.port-first=0", "--set", "petabridge.cmd.port=0",
            "--set", "vio-actors.lpar.enabled=off", "--set", "vio-actors.management.api.port=0",
            "--set", "akka.loggers=[\"Akka.Event.DefaultLogger\"]",
            "--set", $"vio-actors.pool.physical-volumes=[{{ name = pv1, size = {scale.SizeMebibytes * 6}MiB }}]",
            "--set", $"vio-actors.logical-units=[{{ name = lu1, size = {scale.SizeMebibytes}MiB, client = client1 }}, "
                + $"{{ name = lu2, size = {scale.SizeMebibytes}MiB, client = client2 }}]",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var server = new ProductServer(Process.Start(start)!);
        while (await server._process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [var lu, "vios1", var url])
                server._urls[lu] = url;
            if (PbmLine().Match(line) is { Success: true } pbm)
                server._pbm = pbm.Groups[1].Value;
            if (ApiLine().Match(line) is { Success: true } api)
                (server.Api, server.TokenPath) = (new Uri(api.Groups[1].Value), api.Groups[2].Value);
            if (line.StartsWith("Ready", StringComparison.Ordinal))
                break;
        }

        _ = server._process.StandardOutput.ReadToEndAsync();
        return server;
    }

    public string Url(string lu) => _urls[lu];

    public Task<string> PbmAsync(string words) => Servers.RunAsync($"dotnet {Program} pbm {_pbm} {words}");

    [GeneratedRegex(@"petabridge\.cmd host bound to \[([^\]]+)\]")]
    private static partial Regex PbmLine();

    [GeneratedRegex(@"VIOS API at (\S+), administrator's token in (\S+)")]
    private static partial Regex ApiLine();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
