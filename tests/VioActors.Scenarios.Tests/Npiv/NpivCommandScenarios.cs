using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>An administrator's way to a partition on a LUN of the storage, by commands alone.</summary>
public sealed partial class NpivCommandScenarios
{
    private const string NoGuest = "vio-actors.lpar.enabled = off";

    [Fact]
    [Trait("Req", "NPV-1")]
    [Trait("Req", "NPV-2")]
    public async Task Given_ANewSystem_When_TheAdministratorZonesMasksAndBoots_Then_ThePartitionWorks_AlsoWhenAdaptersComeAndGo()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        var first = Wwpn(await RunAsync(pbm, "dlpar vfc-add -c web -n vios1 -fcp fcs0"));
        var storage = (await RunAsync(pbm, "san ports -fmt | -field role,wwpn,fabric")).Split('\n')
            .Select(line => line.Split('|')).Single(line => line[0] == "Storage" && line[2] == "fabricA")[1];
        await RunAsync(pbm, "san lun-create -lun root -size 4M");
        Assert.Contains("choose another name", await RefusedAsync(pbm, "san lun-create -lun root -size 4M"), StringComparison.Ordinal);
        await RunAsync(pbm, $"san zone-create -fabric fabricA -zone web -w {first},{storage}");
        await RunAsync(pbm, "san zoneset-create -fabric fabricA -set all -zones web");
        await RunAsync(pbm, "san zoneset-activate -fabric fabricA -set all");
        await RunAsync(pbm, $"san mask -lun root -w {first} -number 1 -port {storage}");
        await RunAsync(pbm, "dlpar boot -c web -blocks 64 -r 300");
        await WritesAsync(pbm, 30);

        var listed = JsonDocument.Parse(await RunAsync(pbm, "vfc list --json")).RootElement.EnumerateArray().Single();
        Assert.Equal(("web", "fcs0", "LOGGED_IN"), (Text(listed, "client"), Text(listed, "port"), Text(listed, "status")));
        Assert.Equal(first, Text(listed, "active"));
        Assert.Contains($"{first}|{storage}/", await RunAsync(pbm, "san logins -fmt | -field wwpn,sees"), StringComparison.Ordinal);
        Assert.Contains(
            "vios1|fcs0|64|63", await RunAsync(pbm, "vfc ports -fmt | -field vios,name,tports,aports"), StringComparison.Ordinal);

        // A second path comes while it runs, and the first one is taken away.
        var second = Wwpn(await RunAsync(pbm, "dlpar vfc-add -c web -n vios2 -fcp fcs0"));
        Assert.NotEqual(first, second);
        await RunAsync(pbm, $"san zone-add -fabric fabricA -zone web -w {second}");
        await RunAsync(pbm, "san zoneset-activate -fabric fabricA -set all");
        await RunAsync(pbm, $"san mask -lun root -w {second} -number 1 -port {storage}");
        await Eventually.ReachAsync(
            "two paths work", () => RunAsync(pbm, "dlpar show -c web"), text => Enabled().Count(text) == 2);
        await RunAsync(pbm, "dlpar remove -c web -slot 2");
        Assert.Contains("no adapter in slot 2", await RefusedAsync(pbm, "dlpar remove -c web -slot 2"), StringComparison.Ordinal);
        await WritesAsync(pbm, 30);
        Assert.Contains("0 contradictions, 0 I/O errors", await RunAsync(pbm, "dlpar verify -c web"), StringComparison.Ordinal);

        // A command that is refused leaves no partition behind.
        Assert.Contains("has no VIOS vios9", await RefusedAsync(pbm, "dlpar vfc-add -c ghost -n vios9"), StringComparison.Ordinal);
        await RefusedAsync(pbm, "dlpar vfc-add -c ghost -n vios1 -slot x");
        Assert.DoesNotContain("ghost", await RunAsync(pbm, "lpar list"), StringComparison.Ordinal);

        // Its names are never given again.
        var third = Wwpn(await RunAsync(pbm, "dlpar vfc-add -c web -n vios1 -slot 2"));
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.DoesNotContain(first, await RunAsync(pbm, "vfc list -fmt | -field wwpns"), StringComparison.Ordinal);
        Assert.Contains(
            "no Fibre Channel port fcs9", await RefusedAsync(pbm, "vfc map -n vios2 -vadapter vfchost1 -fcp fcs9"),
            StringComparison.Ordinal);
        Assert.Contains(
            "is no WWPN", await RefusedAsync(pbm, "san zone-create -fabric fabricA -zone x -w 12345"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public async Task Given_ARunningPartition_When_AVirtualScsiAdapterIsAdded_Then_ItIsOneMorePath_AndGoesAgain()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        await using var pbm = await ConnectAsync(rig);
        await RunAsync(pbm, "lu create -lu web -size 1M");
        await RunAsync(pbm, "dlpar vscsi-add -c web -n vios1 -lu web");
        await RunAsync(pbm, "dlpar boot -c web -blocks 64 -r 300");
        await WritesAsync(pbm, 20);

        await RunAsync(pbm, "dlpar vscsi-add -c web -n vios2 -lu web");
        await Eventually.ReachAsync(
            "two paths work", () => RunAsync(pbm, "dlpar show -c web"), text => Enabled().Count(text) == 2);
        await RunAsync(pbm, "dlpar remove -c web -slot 2");

        await WritesAsync(pbm, 20);
        Assert.Contains("0 contradictions, 0 I/O errors", await RunAsync(pbm, "dlpar verify -c web"), StringComparison.Ordinal);
        Assert.Single(Enabled().Matches(await RunAsync(pbm, "dlpar show -c web")));
    }

    private static string? Text(JsonElement row, string field) => row.GetProperty(field).GetString();

    private static string Wwpn(string answer) => WwpnPair().Match(answer).Groups[1].Value;

    private static async Task WritesAsync(PbmClient pbm, long count)
    {
        var before = Written(await RunAsync(pbm, "dlpar show -c web"));
        await Eventually.ReachAsync(
            $"{count} more writes", () => RunAsync(pbm, "dlpar show -c web"), text => Written(text) >= before + count);
    }

    private static long Written(string text) => long.Parse(Writes().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("WWPNs (c[0-9a-f]{15}),(c[0-9a-f]{15})")]
    private static partial Regex WwpnPair();

    [GeneratedRegex("(\\d+) writes acknowledged")]
    private static partial Regex Writes();

    [GeneratedRegex("path v[a-z]+-c\\d+(-\\d+)? Enabled")]
    private static partial Regex Enabled();
}
