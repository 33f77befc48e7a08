using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>
/// What must stay the same over every restart, as pbm prints it: VIOSes, LUs and mappings with their identities; not the ports, which are
/// drawn anew.
/// </summary>
internal sealed record Installation(string Vioses, string Lus, string MapOfFirst, string MapOfSecond)
{
    public static async Task<Installation> ReadAsync(VioProcess vio) => new(
        await ReadAsync(vio, "vios", "list", "-fmt", "|", "-field", "name,partition,drc,uuid"),
        await ReadAsync(vio, "lu", "list", "-fmt", "|", "-field", "name,size,type,tier,status,udid"),
        await ReadAsync(vio, "vios", "map", "-n", "vios1", "-fmt", "|"),
        await ReadAsync(vio, "vios", "map", "-n", "vios2", "-fmt", "|"));

    /// <summary>Values of one column over the rows.</summary>
    public static string[] Column(string table, int index) => [.. Rows(table).Select(row => row.Split('|')[index])];

    public static string[] Rows(string table) => table.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> ReadAsync(VioProcess vio, params string[] words) => (await vio.PbmAsync(words)).MustSucceed().Output;
}
