using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>A client partition that is a real virtual machine with a disk of its own, as an administrator handles it.</summary>
internal sealed partial class Guest
{
    /// <summary>Longer than anything here takes on a slow machine; reached only when it hangs.</summary>
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    private static readonly char[] Unprintable = ['\r', '\0'];

    private readonly MachineRig _rig;
    private readonly string _name;
    private readonly string[] _definition;

    private Guest(MachineRig rig, string name, string id, string[] definition) =>
        (_rig, _name, Id, _definition) = (rig, name, id, definition);

    public string Id { get; }

    /// <summary>Makes its disk with a file system, and defines it with paths through those VIOSes.</summary>
    public static async Task<Guest> DefineAsync(MachineRig rig, string name, string vioses, params string[] more)
    {
        (await rig.Vio.PbmAsync("lu", "create", "-lu", name, "-size", "64MiB")).MustSucceed();
        string[] definition =
        [
            "lpar", "create", "-name", name, "-qemu", "-lu", name, "-mem", "96", "-kernel", GuestFiles.Kernel, "-initrd", rig.Initrd,
            "-append", "console=ttyS0 loglevel=5 panic=-1 no_timer_check tsc=reliable", "-args", " -no-reboot", .. more,
        ];
        var made = (await rig.Vio.PbmAsync([.. definition, "-vios", vioses])).MustSucceed();
        var guest = new Guest(rig, name, PartitionText().Match(made.Output).Groups[1].Value, definition);
        var image = rig.Folder.File($"{name}.img");
        await using (var file = File.Create(image))
            file.SetLength(48 << 20);
        (await Tool.RunAsync("mkfs.ext4", "-q", "-F", image)).MustSucceed();
        await UntilAsync(
            "its VIOS serves its disk",
            () => Tool.RunAsync("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image, guest.UrlByPortalOfCec()),
            result => result.ExitCode == 0);
        return guest;
    }

    /// <summary>A machine of an image.</summary>
    public static async Task<Guest> OfImageAsync(MachineRig rig, string name, string image, string address, string vioses)
    {
        string[] definition = ["lpar", "create", "-name", name, "-image", image, "-address", address, "-vios", vioses];
        var made = (await rig.Vio.PbmAsync(definition)).MustSucceed();
        return new Guest(rig, name, PartitionText().Match(made.Output).Groups[1].Value, definition);
    }

    /// <summary>A copy of its disk, read through whichever VIOS serves it; it must not run.</summary>
    public Task<string> CopyDiskAsync() => CopyDiskAsync(UrlByPortalOfCec());

    private async Task<string> CopyDiskAsync(string url)
    {
        var image = _rig.Folder.File($"{_name}.back");
        await UntilAsync(
            $"{url} is served", () => Tool.RunAsync("qemu-img", "convert", "-f", "raw", "-O", "raw", url, image),
            result => result.ExitCode == 0);
        return image;
    }

    public async Task ActivateAsync() => (await PbmAsync("lpar", "activate", "-id", Id)).MustSucceed();

    public async Task EndAsync() => (await PbmAsync("lpar", "shutdown", "-id", Id, "-immed")).MustSucceed();

    /// <summary>What it has said until now, all of it.</summary>
    public async Task<string> ConsoleAsync() => (await PbmAsync("lpar", "console", "-id", Id, "-lines", "10000")).MustSucceed().Output;

    /// <summary>The same, from the file in which it is kept: it is looked at very often.</summary>
    private async Task<string> FollowAsync()
    {
        var file = _rig.Folder.File($"data/qemu/lpar-{Id}/console.log");
        if (!File.Exists(file))
            return "";
        await using var console = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(console);
        return string.Join("", (await reader.ReadToEndAsync()).Split(Unprintable));
    }

    /// <summary>Waits until it has said that.</summary>
    public Task<string> SaysAsync(string what, Func<string, bool> isSaid) =>
        UntilAsync(what, FollowAsync, isSaid, () => $"\nThe product said:\n{_rig.Vio.Output}");

    public async Task<string> DispatchAsync() => (await PbmAsync("lpar", "dispatch", "-fmt", "|")).MustSucceed().Output
        .Split('\n').FirstOrDefault(line => line.StartsWith($"{Id}|", StringComparison.Ordinal)) ?? "";

    /// <summary>Processor time that it uses, in processors.</summary>
    public async Task<double> UsedAsync() => (await PbmAsync("lpar", "stat", "-fmt", "|", "-field", "id,physc")).MustSucceed().Output
        .Split('\n').Select(line => line.Split('|')).Where(row => row[0] == Id)
        .Select(row => double.Parse(row[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    public async Task<string> ShowAsync() => (await PbmAsync("lpar", "show", "-id", Id)).MustSucceed().Output;

    /// <summary>The record that it wrote last.</summary>
    public static int LastWritten(string console) =>
        WroteText().Matches(console).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).LastOrDefault();

    public async Task<int> WritesMoreAsync(int count)
    {
        var goal = LastWritten(await FollowAsync()) + count;
        return LastWritten(await SaysAsync($"record {goal} is written", console => LastWritten(console) >= goal));
    }

    /// <summary>Takes its disk from a VIOS, which goes on answering for it: with errors.</summary>
    public async Task UnmapAsync(string vios, string vtd) =>
        (await PbmAsync("mapping", "remove", "-id", $"{await UuidAsync(vios)}/{vtd}")).MustSucceed();

    /// <summary>The adapter and device of its disk at a VIOS.</summary>
    public async Task<(string Adapter, string Vtd)> DeviceAsync(string vios)
    {
        var map = (await PbmAsync("vios", "map", "-n", vios, "-fmt", "|", "-field", "adapter,vtd,backing")).MustSucceed().Output;
        var row = map.Split('\n').Select(line => line.Split('|')).Single(row => row.Length == 3 && row[2].Trim() == _name);
        return (row[0], row[1]);
    }

    public async Task MapAsync(string vios, string adapter) =>
        (await PbmAsync("mapping", "create", "-n", vios, "-vadapter", adapter, "-lu", _name, "-lun", "0")).MustSucceed();

    /// <summary>The numbers of the records on its disk, read through a VIOS that it has not used.</summary>
    public async Task<HashSet<int>> ReadDiskThroughAsync(string vios)
    {
        (await PbmAsync([.. _definition, "-vios", vios])).MustSucceed();
        return await GuestFiles.ReadRecordsAsync(await CopyDiskAsync(Url(vios)));
    }

    /// <param name="explain">What else helps to find out why it is not so.</param>
    public static async Task<T> UntilAsync<T>(
        string what, Func<Task<T>> look, Func<T, bool> isSo, Func<string>? explain = null)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
                return seen;
            Assert.False(limit.IsCancellationRequested, $"Not within {HungAfter}: {what}. Last seen:\n{seen}{explain?.Invoke()}");
            await polls.WaitForNextTickAsync();
        }
    }

    private async Task<string> UuidAsync(string vios) =>
        (await PbmAsync("vios", "list", "-fmt", "|", "-field", "name,uuid")).MustSucceed().Output.Split('\n')
            .Select(line => line.Split('|')).Single(row => row[0] == vios)[1].Trim();

    private Task<ToolResult> PbmAsync(params string[] words) => _rig.Vio.PbmAsync(words);

    /// <summary>It sends the initiator to a VIOS: whose port is another one after each start.</summary>
    private string UrlByPortalOfCec()
    {
        var portal = PortalText().Match(_rig.Vio.Output).Groups[1].Value;
        var url = Url("vios2");
        return $"iscsi://{portal}{url[url.IndexOf('/', "iscsi://".Length)..]}";
    }

    private string Url(string vios)
    {
        var url = _rig.Vio.Url("lu1", vios);
        return $"{url[..url.LastIndexOf(".client1", StringComparison.Ordinal)]}.{_name}/0";
    }

    [GeneratedRegex(@"Portal of the CEC at (\S+:\d+):")]
    private static partial Regex PortalText();

    [GeneratedRegex(@"Partition (\d+) ")]
    private static partial Regex PartitionText();

    [GeneratedRegex(@"GUEST wrote (\d+)")]
    private static partial Regex WroteText();
}
