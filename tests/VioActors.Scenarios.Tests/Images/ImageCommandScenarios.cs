using VioActors.Domain.Images;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Images;

/// <summary>An administrator's way from a medium to partitions on images, by commands alone.</summary>
public sealed class ImageCommandScenarios
{
    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 64MiB }, { name = pv2, size = 64MiB }]",
    ];

    [Fact]
    [Trait("Req", "OSI-3")]
    [Trait("Req", "MGT-5")]
    public async Task Given_ANewSystem_When_TheAdministratorMakesImages_Then_PartitionsRunOnThemAndAreMovedAndGoBack()
    {
        await using var rig = await DevRig.StartAsync(Settings);
        Assert.True(PbmAddress.TryParse(rig.System.PbmAddress, out var address));
        await using var pbm = await PbmClient.ConnectAsync(address);
        await RunAsync(pbm, "memory define -size 8M -primary vios1 -secondary vios2");
        await RunAsync(pbm, "lu create -lu web.paging -size 4M");
        await RunAsync(pbm, "memory add -lu web.paging");
        await RunAsync(pbm, "lu create -lu web -size 1M");
        await RunAsync(pbm, "dlpar vscsi-add -c web -n vios1 -lu web");
        await RunAsync(pbm, "dlpar boot -c web -blocks 16 -r 0");
        var id = (await RunAsync(pbm, "lpar list -fmt | -field id,name")).Split('\n')
            .Select(line => line.Split('|')).Single(row => row[1].Trim() == "web")[0];
        await RunAsync(pbm, $"memory share -id {id} -mem 1M -weight 100 -io 64K");

        foreach (var (name, seed) in new[] { ("a", 1UL), ("b", 2UL) })
        {
            var file = Path.Combine(rig.Folder, $"{name}.os");
            await File.WriteAllTextAsync(file, OsMediumText.Write(ImageRig.Medium(name, seed)));
            await RunAsync(pbm, $"image medium -lu medium.{name} -file {file}");
            Assert.Contains(
                "is made of", await RunAsync(pbm, $"image create -name {name} -medium medium.{name}"), StringComparison.Ordinal);
        }

        await RunAsync(pbm, $"image boot -id {id} -image a -apps shop:kernel.open+libc.hash+net.send:8 -set NetworkAddress=10.0.0.7");
        await WorksAsync(pbm, id, "a");
        Assert.Contains("used by  partition", await RunAsync(pbm, "image show -name a"), StringComparison.Ordinal);
        Assert.Contains("suspended", await RunAsync(pbm, $"image replace -id {id} -image b"), StringComparison.Ordinal);
        await WorksAsync(pbm, id, "b");
        await RunAsync(pbm, $"image set -id {id} -set NetworkAddress=10.0.0.8,MountPoint=/data");
        Assert.Contains("is used by", await RefusedAsync(pbm, "image delete -name b"), StringComparison.Ordinal);
        await RunAsync(pbm, $"image rollback -id {id}");
        await WorksAsync(pbm, id, "a");
        await RunAsync(pbm, "image snapshot -image b -name c");
        await RunAsync(pbm, "image delete -name b");
        await RunAsync(pbm, $"image replace -id {id} -image c -full -private");
        await WorksAsync(pbm, id, "c");

        Assert.Equal("a|CLONE\nc|SNAPSHOT", (await RunAsync(pbm, "image list -fmt | -field name,kind")).Trim());
        Assert.Contains("8388608|", await RunAsync(pbm, "memory pool -fmt | -field size,free"), StringComparison.Ordinal);
        Assert.Contains($"{id}|256|100|16", await RunAsync(pbm, "memory list -fmt | -field id,logical,weight,io_entitled"),
            StringComparison.Ordinal);
        Assert.Contains(
            $"web.paging|4194304|{id}", await RunAsync(pbm, "memory paging -fmt | -field lu,size,id"), StringComparison.Ordinal);
        Assert.Contains("no change", await RefusedAsync(pbm, $"image set -id {id} -set Colour=blue"), StringComparison.Ordinal);
        Assert.Contains("no image nowhere", await RefusedAsync(pbm, "image show -name nowhere"), StringComparison.Ordinal);
        Assert.Contains("free paging device", await RefusedAsync(pbm, "memory share -id 1 -mem 1M"), StringComparison.Ordinal);
    }

    private static async Task WorksAsync(PbmClient pbm, string id, string image)
    {
        var before = Calls(await UsesAsync(pbm));
        var row = await Eventually.ReachAsync("it calls more services", () => UsesAsync(pbm), row => Calls(row) > before + 50);
        Assert.Equal((id, image, "RUNNING", "0", "0"), (row[0], row[1], row[2], row[4], row[5].Trim()));
    }

    private static async Task<string[]> UsesAsync(PbmClient pbm) =>
        (await RunAsync(pbm, "image uses -fmt | -field id,image,state,calls,traps,contradictions")).Trim().Split('|');

    private static long Calls(string[] row) => long.TryParse(row[3], out var calls) ? calls : 0;
}
