using System.Globalization;
using VioActors.Interop.Tests.Machines;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// SIGKILL of the product while an operating-system image is produced, copied, and put in the place of a running one: images are there
/// whole or not at all, and the partition runs on the system that is recorded for it. VIOACTORS_KILL_IMAGES=1: also while one is copied.
/// </summary>
public sealed class ImageKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Small = """
        os small 7.1
        data 300 9
        service kernel.open kernel 3 11 7 reads NetworkAddress
        service libc.hash library 31 5 13 calls kernel.open data
        set NetworkAddress 10.0.0.1
        """;

    private static readonly string Big = Small.Replace("os small 7.1", "os big 8.1").Replace("data 300 9", "data 8000 5");

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private VioProcess _vio = null!;

    public async Task InitializeAsync() => _vio = await StartAsync();

    public async Task DisposeAsync()
    {
        await _vio.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Req", "OSI-2")]
    [Trait("Req", "OSI-3")]
    [Trait("Req", "OSI-6")]
    public async Task Images_are_whole_or_not_there_and_a_partition_runs_on_what_is_recorded_for_it()
    {
        var id = await BootAsync();

        // While it is written out.
        await KillInTheMiddleAsync(".made", "image", "create", "-name", "big", "-medium", "medium.big");
        await MakeWholeAsync("big", "image", "create", "-name", "big", "-medium", "medium.big");
        await WorksAsync(id, "small");
        if (Environment.GetEnvironmentVariable("VIOACTORS_KILL_IMAGES") == "1")
            await KillInTheMiddleAsync("image.copy", "image", "clone", "-image", "big", "-name", "copy");
        await MakeWholeAsync("copy", "image", "clone", "-image", "big", "-name", "copy");
        await WorksAsync(id, "small");

        // While the partition is moved.
        var moving = _vio.PbmAsync("image", "replace", "-id", id, "-image", "copy", "-full", "-private");
        await UntilAsync(moving, async () => !(await UsesAsync()).Contains("|RUNNING|", StringComparison.Ordinal));
        await KillAsync(moving);
        var recorded = await RecordedAsync();
        output.WriteLine($"It runs on {recorded}.");
        await WorksAsync(id, recorded);
        var other = recorded == "small" ? "copy" : "small";
        await SaysAsync("image", "replace", "-id", id, "-image", other);
        await WorksAsync(id, other);
        Assert.Equal(0, await _vio.StopAsync());
    }

    /// <summary>A partition whose applications run on a small image.</summary>
    private async Task<string> BootAsync()
    {
        await SaysAsync("memory", "define", "-size", "128M", "-primary", "vios1", "-secondary", "vios2");
        foreach (var (name, text) in new[] { ("small", Small), ("big", Big) })
        {
            var file = _folder.File($"{name}.os");
            await File.WriteAllTextAsync(file, text);
            await SaysAsync("image", "medium", "-lu", $"medium.{name}", "-file", file);
        }

        await SaysAsync("image", "create", "-name", "small", "-medium", "medium.small");
        await SaysAsync("lu", "create", "-lu", "web.paging", "-size", "4M");
        await SaysAsync("memory", "add", "-lu", "web.paging");
        await SaysAsync("lu", "create", "-lu", "web", "-size", "1M");
        await SaysAsync("dlpar", "vscsi-add", "-c", "web", "-n", "vios1", "-lu", "web");
        await SaysAsync("dlpar", "boot", "-c", "web", "-blocks", "16", "-r", "0");
        var id = (await SaysAsync("lpar", "list", "-fmt", "|", "-field", "id,name")).Split('\n').Select(line => line.Split('|'))
            .Single(row => row.Length == 2 && row[1].Trim() == "web")[0];
        await SaysAsync("memory", "share", "-id", id, "-mem", "1M", "-weight", "100", "-io", "64K");
        await SaysAsync("image", "boot", "-id", id, "-image", "small", "-apps", "shop:kernel.open+libc.hash:8");
        await WorksAsync(id, "small");
        return id;
    }

    /// <summary>Kills the product when there is an LU of that name, and starts it again.</summary>
    private async Task KillInTheMiddleAsync(string lu, params string[] words)
    {
        var making = _vio.PbmAsync(words);
        await UntilAsync(making, async () => (await _vio.PbmAsync("lu", "list")).Output.Contains(lu, StringComparison.Ordinal));
        output.WriteLine($"Killed while [{string.Join(' ', words)}] {(making.IsCompleted ? "had ended" : "went on")}.");
        await KillAsync(making);
    }

    private async Task KillAsync(Task command)
    {
        await _vio.KillAsync();
        await _vio.DisposeAsync();
        await command;
        _vio = await StartAsync();
    }

    /// <summary>It is in the catalog, or nothing of it is left and it can be made.</summary>
    private async Task MakeWholeAsync(string image, params string[] words)
    {
        await Guest.UntilAsync("nothing of the production is left", () => SaysAsync("lu", "list", "-fmt", "|", "-field", "name"), lus =>
            !lus.Contains(".made", StringComparison.Ordinal) && lus.Split('\n').All(lu => lu.Trim() is "web.paging"
                || !lu.Trim().EndsWith(".paging", StringComparison.Ordinal)));
        var isThere = (await SaysAsync("image", "list", "-fmt", "|", "-field", "name")).Split('\n').Any(name => name.Trim() == image);
        var lus = await SaysAsync("lu", "list", "-fmt", "|", "-field", "name");
        Assert.Equal(isThere, lus.Split('\n').Any(name => name.Trim() == $"image.{image}"));
        if (!isThere)
            await SaysAsync(words);
    }

    private async Task<string> RecordedAsync() => (await SaysAsync("image", "list", "-fmt", "|", "-field", "name,users")).Split('\n')
        .Select(row => row.Split('|')).Single(row => row.Length == 2 && row[1].Trim() == "1")[0];

    /// <summary>It runs on that image, calls services, and finds in its memory what it wrote.</summary>
    private async Task WorksAsync(string id, string image)
    {
        string[] wanted = [id, image, "RUNNING", "0", "0"];
        long? before = null;
        await Guest.UntilAsync($"partition {id} works on image {image}", UsesAsync, said =>
        {
            if (said.Split('|') is not [.. var row, var calls] || !row.SequenceEqual(wanted)
                || !long.TryParse(calls, CultureInfo.InvariantCulture, out var now))
                return false;
            before ??= now;
            return now > before + 20;
        });
    }

    private async Task<string> UsesAsync() => (await _vio.PbmAsync(
        "image", "uses", "-fmt", "|", "-field", "id,image,state,traps,contradictions,calls")).Output.Trim();

    /// <summary>Looks until it is so, or the command has ended.</summary>
    private static async Task UntilAsync(Task command, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(LookInterval);
        while (!command.IsCompleted && !await isSo())
            await polls.WaitForNextTickAsync(limit.Token);
    }

    private async Task<string> SaysAsync(params string[] words) => (await _vio.PbmAsync(words)).MustSucceed().Output;

    private Task<VioProcess> StartAsync() => VioProcess.StartAsync(
        _folder.File("data"), "vio-actors.lpar.enabled=off", "vio-actors.logical-units=[]");
}
