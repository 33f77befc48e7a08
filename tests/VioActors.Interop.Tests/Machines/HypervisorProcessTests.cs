using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// A hypervisor, its VIOS and the storage area network in processes of their own, which are killed while partitions do I/O: one on an LU of
/// the pool, one on a LUN behind Fibre Channel, a virtual machine, and a crowd of others.
/// </summary>
public sealed partial class HypervisorProcessTests : IAsyncLifetime
{
    /// <summary>The one machine. Of its two VIOSes one is never started; its hypervisor is cec2.</summary>
    private const string Serial = "10F6E2C";

    private const string StoragePort = "5005076800000001";

    private static readonly string[] Settings =
    [
        "vio-actors.vios=[vios2, vios3]", $"vio-actors.node.machines=[{{ serial = \"{Serial}\", vios = [vios2, vios3] }}]",
        "vio-actors.lpar.enabled=on", "vio-actors.lpar.working-set-blocks=256", "vio-actors.lpar.rate=100",
        "vio-actors.qemu.acceleration=tcg", "vio-actors.qemu.start-limit=5m",
    ];

    private Topology _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Topology.StartOnlyAsync(["cec2", "management1", "vios3"], Settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Req", "NPV-2")]
    [Trait("Req", "NPV-7")]
    [Trait("Req", "NPV-11")]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "SYS-2")]
    public async Task Partitions_stand_still_while_the_process_of_their_VIOS_is_gone_and_outlive_that_of_their_hypervisor()
    {
        var machine = await StartMachineAsync();
        await StartFibreChannelAsync();
        await StartCrowdAsync();
        await Task.WhenAll(WritesAsync(BuiltIn), WritesAsync(FibreChannel), MachineWritesAsync(machine));

        // Its VIOS dies: nobody announced it.
        await _cluster.KillAsync("vios3");
        await StatesAsync("all stand still", states => states.Count == All && states.All(row => row[1] == "FROZEN"));
        await _cluster.StartMissingAsync();
        await StatesAsync(
            "all run, and none sent anything meanwhile",
            states => states.Count == All && states.All(row => row[1] == "RUNNING" && row[3] == "0"));
        await Task.WhenAll(WritesAsync(BuiltIn), WritesAsync(FibreChannel), MachineWritesAsync(machine));
        Assert.Contains("0 contradictions, 0 I/O errors", await OnMachineAsync("lpar", "verify"), StringComparison.Ordinal);
        Assert.Contains("0 contradictions, 0 I/O errors", await OnMachineAsync("dlpar", "verify", "-c", "web"), StringComparison.Ordinal);
        await EndCrowdAsync();
        Assert.Contains("vios3|fcs0|LOGGED_IN", await SaysAsync(
            "cec2", "vfc", "list", "-fmt", "|", "-field", "vios,port,status"), StringComparison.Ordinal);

        // The hypervisor dies. The virtual machine goes on without one, and the next one takes it over.
        var process = ProcessText().Match(await OnMachineAsync("lpar", "show", "-id", machine)).Groups[1].Value;
        await _cluster.KillAsync("cec2");
        await MachineWritesAsync(machine);
        await _cluster.StartMissingAsync();
        await Guest.UntilAsync("the machine is taken over", () => TryOnMachineAsync("lpar", "show", "-id", machine),
            shown => ProcessText().Match(shown).Groups[1].Value == process);
        await MachineWritesAsync(machine);
        await WritesAsync(BuiltIn);
        Assert.Contains("0 contradictions, 0 I/O errors", await OnMachineAsync("lpar", "verify"), StringComparison.Ordinal);

        // So does the partition that was started by hand: nobody starts it again.
        await WritesAsync(FibreChannel);
        Assert.Contains("0 contradictions, 0 I/O errors", await OnMachineAsync("dlpar", "verify", "-c", "web"), StringComparison.Ordinal);
        await OnMachineAsync("dlpar", "shutdown", "-c", "web");
        Assert.DoesNotContain("writes", await TryOnMachineAsync(FibreChannel), StringComparison.Ordinal);

        await OnMachineAsync("lpar", "shutdown", "-id", machine, "-immed");
        await HasEveryRecordAsync(machine);
    }

    private static string[] BuiltIn => ["lpar", "show"];

    private static string[] FibreChannel => ["dlpar", "show", "-c", "web"];

    /// <summary>A virtual machine with a disk of the pool; gives its partition.</summary>
    private async Task<string> StartMachineAsync()
    {
        using var files = new TemporaryFolder();
        var image = _cluster.PathOf("vm.img");
        await using (var file = File.Create(image))
            file.SetLength(48 << 20);
        (await Tool.RunAsync("mkfs.ext4", "-q", "-F", image)).MustSucceed();
        var packed = await GuestFiles.MakeInitrdAsync(files);
        var initrd = _cluster.PathOf("initrd.cpio");
        File.Move(packed, initrd);
        await SaysAsync("management1", "lu", "create", "-lu", "vm", "-size", "64MiB");
        var made = await OnMachineAsync(
            "lpar", "create", "-name", "vm", "-qemu", "-vios", "vios3", "-lu", "vm", "-mem", "96", "-kernel", GuestFiles.Kernel,
            "-initrd", initrd, "-append", "console=ttyS0 loglevel=5 panic=-1 no_timer_check tsc=reliable", "-args", " -no-reboot");
        var id = PartitionText().Match(made).Groups[1].Value;
        var url = await UrlAsync();
        await Guest.UntilAsync(
            "its VIOS serves its disk",
            () => Tool.RunAsync("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image, url), result => result.ExitCode == 0);
        await OnMachineAsync("lpar", "activate", "-id", id);
        return id;
    }

    /// <summary>A partition that boots from a LUN of the storage, which it sees by its own name.</summary>
    private async Task StartFibreChannelAsync()
    {
        var added = await OnMachineAsync("dlpar", "vfc-add", "-c", "web", "-n", "vios3", "-fcp", "fcs0");
        var wwpn = WwpnText().Match(added).Groups[1].Value;
        await SaysAsync("vios3", "san", "lun-create", "-lun", "root", "-size", "4M");
        await SaysAsync("cec2", "san", "zone-create", "-fabric", "fabricA", "-zone", "web", "-w", $"{wwpn},{StoragePort}");
        await SaysAsync("cec2", "san", "zoneset-create", "-fabric", "fabricA", "-set", "all", "-zones", "web");
        await SaysAsync("cec2", "san", "zoneset-activate", "-fabric", "fabricA", "-set", "all");
        await SaysAsync("cec2", "san", "mask", "-lun", "root", "-w", wwpn, "-number", "1", "-port", StoragePort);
        await OnMachineAsync("dlpar", "boot", "-c", "web", "-blocks", "64", "-r", "100");
    }

    /// <summary>Its guest has written more than when it was looked at first.</summary>
    private async Task WritesAsync(string[] show)
    {
        int? before = null;
        await Guest.UntilAsync($"[{string.Join(' ', show)}] writes", () => TryOnMachineAsync(show), shown =>
        {
            if (!WritesText().IsMatch(shown))
                return false;
            var now = int.Parse(WritesText().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);
            before ??= now;
            return now >= before + 20;
        });
    }

    private async Task MachineWritesAsync(string machine)
    {
        var goal = Guest.LastWritten(Console(machine)) + 10;
        await Guest.UntilAsync(
            $"the machine writes record {goal}", () => Task.FromResult(Console(machine)), said => Guest.LastWritten(said) >= goal);
    }

    private Task StatesAsync(string what, Func<List<string[]>, bool> isSo) => Guest.UntilAsync(
        what, () => TryOnMachineAsync("lpar", "dispatch", "-fmt", "|", "-field", "id,state,event,sent,reason"), rows => isSo(
            [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('|')).Where(row => row.Length == 5)]));

    private async Task HasEveryRecordAsync(string machine)
    {
        var console = Console(machine);
        Assert.DoesNotContain("error", console, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("GUEST failed", console, StringComparison.Ordinal);
        var image = _cluster.PathOf("vm.back");
        var url = await UrlAsync();

        // A login may be refused while what it is recorded with moves to the process that has just come back; initiators log in again.
        await Guest.UntilAsync(
            "its disk is read",
            () => Tool.RunAsync("qemu-img", "convert", "-f", "raw", "-O", "raw", url, image), result => result.ExitCode == 0);
        var last = Guest.LastWritten(console);
        Assert.True(last >= 40, console);
        Assert.Subset(await GuestFiles.ReadRecordsAsync(image), Enumerable.Range(1, last).ToHashSet());
    }

    /// <summary>Run where the machine's hypervisor is, from wherever it is given.</summary>
    private Task<string> OnMachineAsync(params string[] words) => SaysAsync("management1", [.. words, "-m", Serial]);

    /// <summary>What it says, also when it refuses.</summary>
    private async Task<string> TryOnMachineAsync(params string[] words) =>
        (await _cluster.CommandAsync("management1", [.. words, "-m", Serial])).Output;

    private async Task<string> SaysAsync(string node, params string[] words) =>
        (await _cluster.CommandAsync(node, words)).MustSucceed().Output;

    private string Console(string machine)
    {
        var path = _cluster.PathOf($"cec2/qemu/lpar-{machine}/console.log");
        if (!File.Exists(path))
            return "";
        using var console = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(console);
        return reader.ReadToEnd();
    }

    private async Task<string> UrlAsync()
    {
        var url = await _cluster.UrlAsync("vios3", "vm");
        return $"{url[..url.LastIndexOf('/')]}/0";
    }

    [GeneratedRegex(@"Partition (\d+) ")]
    private static partial Regex PartitionText();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessText();

    [GeneratedRegex(@"(\d+) writes acknowledged")]
    private static partial Regex WritesText();

    [GeneratedRegex("WWPNs ([0-9a-f]{16})")]
    private static partial Regex WwpnText();
}
