using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Actors.Settings;
using VioActors.Benchmarks.Engine;
using VioActors.Node.Cli;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Pbm.Client;

namespace VioActors.Benchmarks.Machines;

/// <summary>A whole dev system whose partitions are machines, commanded as an administrator does.</summary>
internal sealed partial class MachineBenchRig : IAsyncDisposable
{
    public const int MemoryMebibytes = 128;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);

    private readonly string _folder;
    private readonly string _initrd;
    private readonly DevSystem _system;
    private readonly PbmClient _pbm;

    private MachineBenchRig(string folder, string initrd, DevSystem system, PbmClient pbm) =>
        (_folder, _initrd, _system, _pbm) = (folder, initrd, system, pbm);

    public static async Task<MachineBenchRig> StartAsync()
    {
        // Short: it is the path of sockets.
        var folder = Directory.CreateTempSubdirectory("vio-m-").FullName;
        var initrd = await BenchGuest.MakeInitrdAsync(folder);
        string[] settings =
        [
            "vio-actors.iscsi.port-first = 0", "petabridge.cmd.port = 0", "vio-actors.management.api.port = 0", "akka.loglevel = ERROR",
            "akka.stdout-loglevel = ERROR", "vio-actors.lpar.enabled = off", "vio-actors.logical-units = []",
            "vio-actors.pool.physical-volumes = [{ name = pv1, size = 8GiB }]", "vio-actors.qemu.acceleration = tcg",
            "vio-actors.qemu.shutdown-limit = 1s", "vio-actors.phyp.heartbeat-misses-max = 10000",
        ];
        var config = NodeConfiguration.Load(
            new SettingsOverrides([], settings, Path.Combine(folder, "data")), new Dictionary<string, string>());
        var system = await DevSystem.StartAsync(config, DevEnvironment.Real(VioActorsSettings.Read(config)), CancellationToken.None);
        if (!PbmAddress.TryParse(system.PbmAddress, out var address))
            throw new InvalidOperationException(system.PbmAddress);
        var rig = new MachineBenchRig(folder, initrd, system, await PbmClient.ConnectAsync(address));
        await rig.SaysAsync("lu", "create", "-lu", "base", "-size", "64MiB");
        return rig;
    }

    /// <summary>Makes an image; seconds that it took.</summary>
    public async Task<double> MakeImageAsync(string name)
    {
        var clock = Clock.Start();
        await SaysAsync(["image", "create", "-name", name, "-lu", "base", "-ready", BenchGuest.Ready, .. Definition]);
        return clock.Seconds;
    }

    /// <summary>A machine that goes on from an image; its partition.</summary>
    public async Task<string> DefineOfImageAsync(string name, string image) => PartitionText().Match(
        await SaysAsync("lpar", "create", "-name", name, "-image", image, "-vios", "vios1")).Groups[1].Value;

    /// <summary>A machine that boots; its partition.</summary>
    public async Task<string> DefineAsync(string name)
    {
        await SaysAsync("lu", "create", "-lu", name, "-size", "64MiB");
        return PartitionText().Match(await SaysAsync(["lpar", "create", "-name", name, "-lu", name, .. Definition])).Groups[1].Value;
    }

    /// <summary>Milliseconds until its guest says that it runs.</summary>
    public async Task<double> ActivateAsync(string id)
    {
        // Its VIOS serves its disk some time after it is mapped.
        using var limit = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(LookInterval);
        var clock = Clock.Start();
        while (await TryAsync("lpar", "activate", "-id", id) is { Outcome: not PbmOutcome.Succeeded } refused)
        {
            if (!refused.Text.Contains("map a disk", StringComparison.Ordinal))
                throw new InvalidOperationException(refused.Text);
            await polls.WaitForNextTickAsync(limit.Token);
            clock = Clock.Start();
        }

        while (!ConsoleOf(id).Contains(BenchGuest.Running, StringComparison.Ordinal))
            await polls.WaitForNextTickAsync(limit.Token);
        return clock.Seconds * 1000;
    }

    /// <summary>MiB of the host's memory that its process has, its part of what it shares counted (PSS, proc(5)).</summary>
    public async Task<double> MemoryAsync(string id)
    {
        var process = ProcessText().Match(await SaysAsync("lpar", "show", "-id", id)).Groups[1].Value;
        var line = (await File.ReadAllLinesAsync($"/proc/{process}/smaps_rollup"))
            .First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    public Task EndAsync(string id) => SaysAsync("lpar", "shutdown", "-id", id, "-immed");

    public async ValueTask DisposeAsync()
    {
        await _pbm.DisposeAsync();
        await _system.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string[] Definition =>
    [
        "-qemu", "-vios", "vios1", "-mem", MemoryMebibytes.ToString(CultureInfo.InvariantCulture), "-kernel", BenchGuest.Kernel, "-initrd",
        _initrd, "-append", "console=ttyS0 quiet panic=-1 no_timer_check tsc=reliable", "-args", " -no-reboot",
    ];

    private string ConsoleOf(string id)
    {
        var file = Path.Combine(_folder, "data", "qemu", $"lpar-{id}", "console.log");
        if (!File.Exists(file))
            return "";
        using var console = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return console.ReadToEnd();
    }

    private async Task<string> SaysAsync(params string[] words)
    {
        var (outcome, text) = await TryAsync(words);
        return outcome == PbmOutcome.Succeeded ? text : throw new InvalidOperationException($"{string.Join(' ', words)}: {text}");
    }

    private async Task<(PbmOutcome Outcome, string Text)> TryAsync(params string[] words)
    {
        var execution = _pbm.ExecuteWords(words);
        var lines = new List<string>();
        await foreach (var line in execution.ReadLinesAsync())
            lines.Add(line.Text);
        return (execution.Outcome, string.Join('\n', lines));
    }

    [GeneratedRegex(@"Partition (\d+) ")]
    private static partial Regex PartitionText();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessText();
}
