using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// A real Linux that is kept while it runs, with its disk mounted, and goes on as several machines with one memory between them.
/// </summary>
public sealed partial class MachineImageTests(MachineRig rig) : IClassFixture<MachineRig>
{
    private const string Names = "name,kind,users";

    [Fact]
    [Trait("Req", "OSI-8")]
    [Trait("Req", "NPV-12")]
    public async Task Machines_of_one_image_share_its_memory_and_each_writes_to_a_disk_of_its_own()
    {
        await PutFileSystemOnDiskAsync();
        var initrd = await GuestFiles.MakeInitrdOfImageAsync(rig.Folder);
        (await CreateImageAsync("web", initrd, GuestFiles.Ready)).MustSucceed();
        Assert.Equal("web|MACHINE|0", (await SaysAsync("image", "list", "-fmt", "|", "-field", Names)).Trim());
        Assert.DoesNotContain("hidden", await SaysAsync("lpar", "list"), StringComparison.Ordinal);
        Assert.Contains("is one of that name", (await CreateImageAsync("web", initrd, GuestFiles.Ready)).Output, StringComparison.Ordinal);

        Guest[] machines =
        [
            await Guest.OfImageAsync(rig, "one", "web", "10.0.0.1", "vios1"),
            await Guest.OfImageAsync(rig, "two", "web", "10.0.0.2", "vios1"),
        ];
        foreach (var machine in machines)
            await machine.ActivateAsync();
        await machines[0].SaysAsync("it is told who it is", said => said.Contains("GUEST is one at 10.0.0.1", StringComparison.Ordinal));
        await machines[1].SaysAsync("it is told who it is", said => said.Contains("GUEST is two at 10.0.0.2", StringComparison.Ordinal));
        await Task.WhenAll(machines.Select(machine => machine.WritesMoreAsync(10)));
        await ShareMemoryAsync(machines[1]);
        Assert.Contains("of image", await machines[1].ShowAsync(), StringComparison.Ordinal);

        var deletion = await rig.Vio.PbmAsync("image", "delete", "-name", "web");
        Assert.True(deletion.ExitCode != 0 && deletion.Output.Contains("is used by", StringComparison.Ordinal), deletion.Output);
        await StandStillTogetherAsync(machines);

        foreach (var machine in machines)
            await machine.EndAsync();
        await HasItsOwnRecordsAsync(machines[0], "one");
        await HasItsOwnRecordsAsync(machines[1], "two");
        await Guest.UntilAsync(
            "nobody uses the image any more", () => rig.Vio.PbmAsync("image", "delete", "-name", "web"), result => result.ExitCode == 0);
        Assert.Empty(Directory.GetFileSystemEntries(rig.Folder.File("data/qemu/images")));
        Assert.DoesNotContain("image.web", await SaysAsync("lu", "list"), StringComparison.Ordinal);

        // It has gone on since: it boots from its disk now.
        await machines[0].ActivateAsync();
        await machines[0].SaysAsync("it boots", said => said.Contains("GUEST is one", StringComparison.Ordinal)
            && said.Contains("GUEST mounted", StringComparison.Ordinal));
        await machines[0].WritesMoreAsync(1);
        await machines[0].EndAsync();
        await HasItsOwnRecordsAsync(machines[0], "one");
    }

    [Fact]
    [Trait("Req", "OSI-8")]
    public async Task Killed_while_an_image_is_made_the_product_leaves_no_machine_disk_or_file_of_it()
    {
        var initrd = await GuestFiles.MakeInitrdOfImageAsync(rig.Folder);
        var making = CreateImageAsync("never", initrd, "what no guest says");
        var images = rig.Folder.File("data/qemu/images");
        var process = await Guest.UntilAsync("the hidden machine runs", HiddenProcessAsync, found => found is not null);
        Assert.NotEmpty(Directory.GetFileSystemEntries(images));

        await rig.Vio.KillAsync();
        await rig.Vio.DisposeAsync();
        await making;
        await rig.StartAsync();

        await Guest.UntilAsync(
            "what was left is gone", () => Task.FromResult(Directory.GetFileSystemEntries(images)), left => left.Length == 0);
        Assert.NotEqual(process, await HiddenProcessAsync());
        Assert.DoesNotContain("image.never", await SaysAsync("lu", "list"), StringComparison.Ordinal);
        Assert.DoesNotContain("image-", await SaysAsync("snapshot", "list", "-lu", "lu1"), StringComparison.Ordinal);
        Assert.DoesNotContain("never", await SaysAsync("image", "list"), StringComparison.Ordinal);
    }

    /// <summary>The kernel of this host says so: most of its memory is the same pages as the other's.</summary>
    private static async Task ShareMemoryAsync(Guest machine)
    {
        var process = ProcessText().Match(await machine.ShowAsync()).Groups[1].Value;
        var figures = new Dictionary<string, long>();
        var isOfImage = false;
        foreach (var line in await File.ReadAllLinesAsync($"/proc/{process}/smaps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
                isOfImage = line.EndsWith("machine-memory", StringComparison.Ordinal);
            else if (isOfImage && words is [_, var number, "kB"])
                figures[words[0]] = figures.GetValueOrDefault(words[0]) + long.Parse(number, CultureInfo.InvariantCulture);
        }

        var shared = figures["Shared_Clean:"] + figures["Shared_Dirty:"];
        var own = figures["Private_Clean:"] + figures["Private_Dirty:"];
        var said = string.Join(", ", figures.Select(figure => $"{figure.Key}{figure.Value}"));
        Assert.True(shared > own, said);
        Assert.True(figures["Pss:"] * 4 < figures["Rss:"] * 3, said);
    }

    private async Task StandStillTogetherAsync(Guest[] machines)
    {
        await SaysAsync("vios", "stop", "-n", "vios1");
        foreach (var machine in machines)
            Assert.Contains("|FROZEN|", await machine.DispatchAsync(), StringComparison.Ordinal);
        await SaysAsync("vios", "start", "-n", "vios1");
        await Task.WhenAll(machines.Select(machine => machine.WritesMoreAsync(5)));
        foreach (var machine in machines)
            Assert.Contains("stopped 1 times, 0 disk errors", await machine.ShowAsync(), StringComparison.Ordinal);
    }

    private static async Task HasItsOwnRecordsAsync(Guest machine, string name)
    {
        var console = await machine.ConsoleAsync();
        Assert.DoesNotContain("GUEST failed", console, StringComparison.Ordinal);
        Assert.DoesNotContain("error", console, StringComparison.OrdinalIgnoreCase);
        var lines = await GuestFiles.ReadLinesAsync(await machine.CopyDiskAsync());
        Assert.All(lines, line => Assert.EndsWith($" of {name}", line, StringComparison.Ordinal));
        var last = Guest.LastWritten(console);
        Assert.True(last >= 1, console);
        Assert.Subset(
            lines.ToHashSet(),
            Enumerable.Range(1, last).Select(n => string.Create(CultureInfo.InvariantCulture, $"record {n:D8} of {name}")).ToHashSet());
    }

    private async Task PutFileSystemOnDiskAsync()
    {
        var image = rig.Folder.File("base.img");
        await using (var file = File.Create(image))
            file.SetLength(48 << 20);
        (await Tool.RunAsync("mkfs.ext4", "-q", "-F", image)).MustSucceed();
        (await Tool.RunAsync("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image, rig.Vio.Url("lu1", "vios1"))).MustSucceed();
    }

    private Task<ToolResult> CreateImageAsync(string name, string initrd, string ready) => rig.Vio.PbmAsync(
        "image", "create", "-name", name, "-qemu", "-lu", "lu1", "-vios", "vios1", "-mem", "96", "-kernel", GuestFiles.Kernel,
        "-initrd", initrd, "-append", "console=ttyS0 loglevel=5 panic=-1 no_timer_check tsc=reliable", "-args", " -no-reboot",
        "-ready", ready);

    private async Task<string?> HiddenProcessAsync()
    {
        var folder = rig.Folder.File("data/qemu");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "pid", SearchOption.AllDirectories) : [])
        {
            try
            {
                var process = (await File.ReadAllTextAsync(file)).Trim();
                if (process.Length > 0 && (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Contains(
                    "share=on", StringComparison.Ordinal))
                    return process;
            }
            catch (IOException)
            {
                // It ends just now, or has ended.
            }
        }

        return null;
    }

    private async Task<string> SaysAsync(params string[] words) => (await rig.Vio.PbmAsync(words)).MustSucceed().Output;

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessText();
}
