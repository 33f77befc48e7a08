using System.Globalization;
using VioActors.Benchmarks.Engine;
using VioActors.Benchmarks.Redundancy;
using VioActors.Pbm.Client;

namespace VioActors.Benchmarks.Freeze;

/// <summary>
/// One VIOS with many partitions is killed, and hypervisor, VIOS and VIOS DB are processes of their own (NPV-7): times are those of the
/// hypervisor's log.
/// </summary>
internal static class ProcessFreezeBenchmark
{
    public const string Noticed = "the loss of the VIOS noticed after SIGKILL, ms";
    public const string Errors = "partitions that sent while frozen, crashed or saw an error";

    private const string Serial = "10F6E2C";
    private const string Cec = "cec2";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Settings =
    [
        "vio-actors.vios=[vios2, vios3]", $"vio-actors.node.machines=[{{ serial = \"{Serial}\", vios = [vios2, vios3] }}]",
        "vio-actors.lpar.enabled=off",
    ];

    public static string Frozen(int count) => $"{count} partitions frozen after that, ms";

    public static string Running(int count) => $"{count} partitions running after the VIOS is back, ms";

    public static string Registered(int count) => $"{count} partitions running after the VIOS DB has registered the VIOS, ms";

    public static async Task<int> RunAsync(int count, int passes, TextWriter output)
    {
        var figures = await MeasureAsync(count, passes);
        await output.WriteLineAsync($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {passes} passes");
        await output.WriteLineAsync("| what | median | lowest to highest |\n|---|---|---|");
        foreach (var name in figures.Names)
        {
            var (lowest, highest) = figures.Range(name);
            await output.WriteLineAsync(
                $"| {name} | {Figures.Text(figures.Median(name))} | {Figures.Text(lowest)} to {Figures.Text(highest)} |");
        }

        return figures.Range(Errors).Highest > 0 ? 1 : 0;
    }

    public static async Task<Figures> MeasureAsync(int count, int passes)
    {
        var figures = new Figures();
        await using var cluster = new BenchTopology([Cec, "management1", "vios3"], Settings);
        await cluster.StartMissingAsync();
        if (!PbmAddress.TryParse(cluster.PbmAddressOf(Cec), out var address))
            throw new InvalidOperationException(cluster.PbmAddressOf(Cec));
        await using var pbm = await PbmClient.ConnectAsync(address);
        for (var number = 1; number <= count; number++)
        {
            await SaysAsync(pbm, $"lu create -lu web{number} -size 1MiB");
            await SaysAsync(pbm, $"dlpar vscsi-add -c web{number} -n vios3 -lu web{number}");
            await SaysAsync(pbm, $"dlpar boot -c web{number} -blocks 16 -r 5");
        }

        for (var pass = 0; pass < passes; pass++)
        {
            await UntilWritingAsync(pbm, count);
            await PassAsync(cluster, pbm, count, figures);
        }

        return figures;
    }

    private static async Task PassAsync(BenchTopology cluster, PbmClient pbm, int count, Figures figures)
    {
        var (frozen, resumed) = (cluster.CountInLog(Cec, " is frozen:"), cluster.CountInLog(Cec, " goes on:"));
        var killed = TimeProvider.System.GetUtcNow();
        await cluster.KillAsync("vios3");
        await UntilAsync(pbm, rows => rows.Count == count && rows.TrueForAll(row => row[1] == "FROZEN"));
        var all = TimeProvider.System.GetUtcNow();
        var first = cluster.TimesInLog(Cec, " is frozen:")[frozen];
        figures.Add(Noticed, (first - killed).TotalMilliseconds);
        figures.Add(Frozen(count), (all - first).TotalMilliseconds);

        await cluster.StartMissingAsync();

        // By the log first: asking again and again would take a processor from those who go on.
        await cluster.LogsMoreAsync(Cec, " goes on:", resumed + count - 1);
        var running = await UntilAsync(pbm, rows => rows.Count == count && rows.TrueForAll(row => row[1] == "RUNNING"));
        var back = cluster.TimesInLog(Cec, "serves its adapters")[^1];
        var last = cluster.TimesInLog(Cec, " goes on:")[^1];
        figures.Add(Running(count), (last - back).TotalMilliseconds);
        figures.Add(Registered(count), (last - cluster.TimesInLog("vios3", "is registered in")[^1]).TotalMilliseconds);
        var errors = running.Count(row => row[2] != "0");
        for (var number = 1; number <= count; number++)
        {
            errors += (await SaysAsync(pbm, $"dlpar verify -c web{number}"))
                .Contains("0 contradictions, 0 I/O errors", StringComparison.Ordinal) ? 0 : 1;
        }

        figures.Add(Errors, errors);
    }

    private static async Task UntilWritingAsync(PbmClient pbm, int count)
    {
        // All are looked at first: by then most have written again.
        var before = new int[count + 1];
        for (var number = 1; number <= count; number++)
            before[number] = await WritesAsync(pbm, number);
        using var limit = new CancellationTokenSource(Patience);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var number = 1; number <= count; number++)
        {
            while (await WritesAsync(pbm, number) <= before[number])
                await polls.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<int> WritesAsync(PbmClient pbm, int number)
    {
        var shown = await SaysAsync(pbm, $"dlpar show -c web{number}");
        var end = shown.IndexOf(" writes acknowledged", StringComparison.Ordinal);
        return int.Parse(shown.AsSpan(shown.LastIndexOf(' ', end - 1) + 1, end - shown.LastIndexOf(' ', end - 1) - 1),
            CultureInfo.InvariantCulture);
    }

    private static async Task<List<string[]>> UntilAsync(PbmClient pbm, Func<List<string[]>, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            List<string[]> rows =
            [
                .. (await SaysAsync(pbm, "lpar dispatch -fmt | -field id,state,sent")).Split('\n').Select(row => row.Trim().Split('|'))
                    .Where(row => row.Length == 3),
            ];
            if (isSo(rows))
                return rows;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<string> SaysAsync(PbmClient pbm, string line)
    {
        var execution = pbm.ExecuteWords(line.Split(' '));
        var lines = new List<string>();
        await foreach (var read in execution.ReadLinesAsync())
            lines.Add(read.Text);
        var text = string.Join('\n', lines);
        return execution.Outcome == PbmOutcome.Succeeded ? text : throw new InvalidOperationException($"{line}: {text}");
    }
}
