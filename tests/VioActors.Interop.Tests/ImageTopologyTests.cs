using System.Globalization;
using VioActors.Interop.Tests.Machines;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Images in a cluster of processes: commanded from the management process, kept by the hypervisor, paged by VIOSes.</summary>
public sealed class ImageTopologyTests
{
    private Topology _cluster = null!;

    private const string Medium = """
        os tiny 7.1
        data 300 9
        service kernel.open kernel 3 11 7 reads NetworkAddress
        service libc.hash library 31 5 13 calls kernel.open data
        set NetworkAddress 10.0.0.1
        """;

    [Fact]
    [Trait("Req", "OSI-1")]
    [Trait("Req", "OSI-2")]
    [Trait("Req", "OSI-3")]
    public async Task Images_are_made_used_and_replaced_from_any_process_while_those_of_the_paging_VIOS_and_the_hypervisor_are_killed()
    {
        _cluster = await Topology.StartAsync("vio-actors.lpar.enabled=off");
        await using var cluster = _cluster;
        using var folder = new TemporaryFolder();
        var file = folder.File("tiny.os");
        await File.WriteAllTextAsync(file, Medium);

        await SaysAsync("management1", "memory define -size 4M -primary vios1 -secondary vios2");
        await SaysAsync("management1", $"image medium -lu medium.tiny -file {file}");
        Assert.Contains(
            "release 7.1", await SaysAsync("management1", "image create -name tiny -medium medium.tiny"), StringComparison.Ordinal);
        Assert.StartsWith(
            "tiny|7.1|CLONE", await SaysAsync("cec1", "image list -fmt | -field name,release,kind"), StringComparison.Ordinal);
        var id = await BootAsync();
        await WorksAsync("management1", id, "tiny");

        await cluster.KillAsync("vios1");
        await SaysAsync("management1", "image clone -image tiny -name second");
        Assert.Contains("suspended", await SaysAsync("management1", $"image replace -id {id} -image second"), StringComparison.Ordinal);
        await WorksAsync("vios2", id, "second");
        var deletion = await cluster.CommandAsync("management1", "image", "delete", "-name", "tiny");
        Assert.Contains("to go back to", deletion.Output, StringComparison.Ordinal);
        Assert.Contains("image tiny", await SaysAsync("vios2", "image show -name second"), StringComparison.Ordinal);
        Assert.Contains("4194304", await SaysAsync("management1", "memory pool -fmt | -field size"), StringComparison.Ordinal);

        // Memory does not outlive its hypervisor: the partition boots again by itself, on the image that it had.
        await cluster.KillAsync("cec1");
        await cluster.StartMissingAsync();
        await WorksAsync("management1", id, "second");
        await SaysAsync("management1", "image delete -name tiny");
    }

    /// <summary>A partition with memory of the pool whose applications run on the first image.</summary>
    private async Task<string> BootAsync()
    {
        string[] commands =
        [
            "lu create -lu web.paging -size 4M", "memory add -lu web.paging", "lu create -lu web -size 1M",
            "dlpar vscsi-add -c web -n vios2 -lu web", "dlpar boot -c web -blocks 16 -r 0",
        ];
        foreach (var command in commands)
            await SaysAsync("management1", command);
        var id = (await SaysAsync("management1", "lpar list -fmt | -field id,name")).Split('\n').Select(line => line.Split('|'))
            .Single(row => row.Length == 2 && row[1].Trim() == "web")[0];
        await SaysAsync("management1", $"memory share -id {id} -mem 1M -weight 100 -io 64K");
        await Guest.UntilAsync(
            "it boots from the image",
            () => _cluster.CommandAsync(
                "management1", "image", "boot", "-id", id, "-image", "tiny", "-apps", "shop:kernel.open+libc.hash:8"),
            result => result.ExitCode == 0);
        return id;
    }

    /// <summary>It runs on that image, calls services, and finds in its memory what it wrote.</summary>
    private async Task WorksAsync(string node, string id, string image)
    {
        string[] wanted = [id, image, "RUNNING", "0", "0"];
        long? before = null;
        await Guest.UntilAsync(
            $"partition {id} works on image {image}",
            async () => (await _cluster.CommandAsync(
                node, "image", "uses", "-fmt", "|", "-field", "id,image,state,traps,contradictions,calls")).Output.Trim(),
            said =>
            {
                if (said.Split('|') is not [.. var row, var calls] || !row.SequenceEqual(wanted)
                    || !long.TryParse(calls, CultureInfo.InvariantCulture, out var now))
                    return false;
                before ??= now;
                return now > before + 20;
            });
    }

    private async Task<string> SaysAsync(string node, string command) =>
        (await _cluster.CommandAsync(node, command.Split(' '))).MustSucceed().Output;
}
