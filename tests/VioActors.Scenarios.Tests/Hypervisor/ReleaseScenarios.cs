using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Actor;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Hypervisor;

/// <summary>A VIOS that never returns: the operator is told, and helps the partition that stands still by commands (NPV-6).</summary>
public sealed partial class ReleaseScenarios
{
    private static readonly string[] Settings =
    [
        "vio-actors.lpar.rate = 300", "vio-actors.lpar.io-timeout = 0s", "vio-actors.phyp.overdue-after = 500ms",
    ];

    [Fact]
    [Trait("Req", "NPV-6")]
    [Trait("Req", "NPV-10")]
    public async Task Given_AViosThatNeverReturns_When_TheOperatorReleasesItsClient_Then_ThatRunsAndGoesOnThroughAnotherVios()
    {
        await using var rig = await DevRig.StartAsync(Settings);
        await using var pbm = await ConnectAsync(rig);
        await WritesAsync(pbm, "lpar show", 20);
        await RunAsync(pbm, "vios stop -n vios2");
        await LoseAsync(rig, "vios1");

        // The operator is told, with what can be done.
        var told = await Eventually.ReachAsync("the operator is told", () => DispatchAsync(pbm), row => row.Contains("release"));
        Assert.Contains("|FROZEN|", told, StringComparison.Ordinal);
        Assert.Contains("stands still for long", told, StringComparison.Ordinal);
        var id = told.Split('|')[0];

        Assert.Contains("goes on", await RunAsync(pbm, $"lpar release -id {id}"), StringComparison.Ordinal);
        await Eventually.ReachAsync(
            "its guest waits for a path", () => RunAsync(pbm, "lpar show"),
            shown => WaitingText().Match(shown).Groups[1].Value is not ("" or "0"));
        Assert.Contains("|RUNNING|", await DispatchAsync(pbm), StringComparison.Ordinal);
        Assert.Contains("is not frozen", await RunAsync(pbm, $"lpar release -id {id}"), StringComparison.Ordinal);
        Assert.Contains("has none with that id", await RefusedAsync(pbm, "lpar release -id 999"), StringComparison.Ordinal);

        // What it had under way goes through the other one, and nothing was lost.
        await RunAsync(pbm, "vios start -n vios2");
        await WritesAsync(pbm, "lpar show", 20);
        Assert.Contains("0 contradictions, 0 I/O errors", await RunAsync(pbm, "lpar verify"), StringComparison.Ordinal);
        Assert.Equal("0", (await DispatchAsync(pbm)).Split('|')[3]);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task Given_AViosThatNeverReturns_When_ItsFrozenClientIsGivenAPathThroughAnother_Then_ItGoesOnByItself()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await using var pbm = await ConnectAsync(rig);
        await RunAsync(pbm, "lu create -lu web -size 1M");
        await RunAsync(pbm, "dlpar vscsi-add -c web -n vios1 -lu web");
        await rig.DeviceAsync("vios1", "web");
        await RunAsync(pbm, "dlpar boot -c web -blocks 32 -r 300");
        await WritesAsync(pbm, "dlpar show -c web", 20);

        await LoseAsync(rig, "vios1");
        await Eventually.ReachAsync("it stands still", () => DispatchAsync(pbm), row => row.Contains("|FROZEN|"));

        await RunAsync(pbm, "dlpar vscsi-add -c web -n vios2 -lu web");
        await Eventually.ReachAsync("it goes on", () => DispatchAsync(pbm), row => row.Contains("|RUNNING|"));
        await WritesAsync(pbm, "dlpar show -c web", 20);
        Assert.Contains("0 contradictions, 0 I/O errors", await RunAsync(pbm, "dlpar verify -c web"), StringComparison.Ordinal);
        Assert.Equal("0", (await DispatchAsync(pbm)).Split('|')[3]);
    }

    /// <summary>It ends without a word, and is never started again.</summary>
    private static async Task LoseAsync(DevRig rig, string vios)
    {
        var ended = rig.System.Vioses[vios].WatchAsync();
        rig.System.Vioses[vios].Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await ended;
    }

    private static Task<string> DispatchAsync(PbmClient pbm) => RunAsync(pbm, "lpar dispatch -fmt | -field id,state,reason,sent");

    private static async Task WritesAsync(PbmClient pbm, string show, int count)
    {
        var before = WritesIn(await RunAsync(pbm, show));
        await Eventually.ReachAsync($"{count} more writes", () => RunAsync(pbm, show), shown => WritesIn(shown) >= before + count);
    }

    private static int WritesIn(string shown) => int.Parse(WritesText().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) writes acknowledged")]
    private static partial Regex WritesText();

    [GeneratedRegex(@"(\d+) waiting for a path")]
    private static partial Regex WaitingText();
}
