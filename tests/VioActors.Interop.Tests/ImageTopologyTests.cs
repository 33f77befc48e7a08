using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Images in a cluster of processes: commanded from the management process, kept by the hypervisor, paged by VIOSes.</summary>
public sealed class ImageTopologyTests
{
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
    public async Task An_image_is_made_from_any_process_and_copied_when_the_paging_VIOS_was_killed()
    {
        await using var cluster = await Topology.StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder.File("tiny.os");
        await File.WriteAllTextAsync(file, Medium);

        await cluster.PbmAsync("management1", "memory define -size 4M -primary vios1 -secondary vios2");
        await cluster.PbmAsync("management1", $"image medium -lu medium.tiny -file {file}");
        Assert.Contains(
            "release 7.1", await cluster.PbmAsync("management1", "image create -name tiny -medium medium.tiny"), StringComparison.Ordinal);
        Assert.StartsWith(
            "tiny|7.1|CLONE", await cluster.PbmAsync("cec1", "image list -fmt | -field name,release,kind"), StringComparison.Ordinal);

        await cluster.KillAsync("vios1");
        await cluster.PbmAsync("management1", "image clone -image tiny -name second");
        await cluster.PbmAsync("management1", "image delete -name tiny");
        Assert.Contains("image tiny", await cluster.PbmAsync("vios2", "image show -name second"), StringComparison.Ordinal);
        Assert.Contains("4194304", await cluster.PbmAsync("management1", "memory pool -fmt | -field size"), StringComparison.Ordinal);
    }
}
