using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Compliance;

/// <summary>The units that the compliance suite is run against, all of them behind the adapters of one client.</summary>
internal sealed class ComplianceUnits
{
    public const string Thin = "thin";
    public const string Thick = "thick";
    public const string Removable = "removable";
    public const string ReadOnly = "readonly";

    /// <summary>Thin, for the one test that needs a unit to which no other wrote.</summary>
    public const string Fresh = "fresh";

    private static readonly IReadOnlyDictionary<string, (int Lun, string Create, string Map)> Made =
        new Dictionary<string, (int Lun, string Create, string Map)>
        {
            [Thin] = (11, "", ""),
            [Thick] = (12, "-thick yes", ""),
            [Removable] = (13, "-removable", ""),
            [ReadOnly] = (14, "", "-ro"),
            [Fresh] = (15, "", ""),
        };

    private readonly Func<string, Task<string>> _urlOfFirst;

    private ComplianceUnits(Func<string, Task<string>> urlOfFirst) => _urlOfFirst = urlOfFirst;

    /// <param name="pbm">Runs a command and gives what it printed.</param>
    /// <param name="urlOfFirst">URL of the client's first disk, LUN 1, through a VIOS.</param>
    /// <param name="backing">Name of that disk.</param>
    public static async Task<ComplianceUnits> MakeAsync(
        Func<string, Task<string>> pbm, Func<string, Task<string>> urlOfFirst, string backing)
    {
        var adapters = new Dictionary<string, string>();
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            var rows = (await pbm($"vios map -n {vios} -fmt |")).Split('\n');
            adapters[vios] = rows.Single(row => row.Contains($"|{backing}|", StringComparison.Ordinal)).Split('|')[0];
        }

        await Task.WhenAll(Made.Select(async unit =>
        {
            await pbm($"lu create -lu {unit.Key} -size 32M {unit.Value.Create}".TrimEnd());
            foreach (var (vios, adapter) in adapters)
            {
                await pbm($"mapping create -n {vios} -vadapter {adapter} -lu {unit.Key} -lun {unit.Value.Lun} {unit.Value.Map}"
                    .TrimEnd());
            }
        }));
        return new ComplianceUnits(urlOfFirst);
    }

    /// <summary>Runs a suite, or a part of one, in a process of its own over both VIOSes, and gives what it said.</summary>
    public async Task<ToolResult> RunAsync(string suite, string unit)
    {
        List<string> arguments = ["-d", "-v", "-t", suite];
        if (suite.StartsWith("SCSI.Sanitize", StringComparison.Ordinal))
            arguments.Add("-S");
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            var first = await _urlOfFirst(vios);
            arguments.Add($"{first[..first.LastIndexOf('/')]}/{Made[unit].Lun}");
        }

        return await Tool.RunAsync("iscsi-test-cu", [.. arguments]);
    }
}
