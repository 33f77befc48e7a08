using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>The tools of libiscsi-bin against both portals.</summary>
public sealed partial class LibiscsiToolsTests(DevSystem system) : IClassFixture<DevSystem>
{
    [Theory]
    [InlineData("vios1")]
    [InlineData("vios2")]
    [Trait("Req", "IO-3")]
    public async Task Inquiry_shows_a_connected_disk_with_ALUA_and_a_command_queue(string vios)
    {
        var result = (await Tool.RunAsync("iscsi-inq", system.Vio.Url("lu1", vios))).MustSucceed();

        foreach (var line in new[] { "Peripheral Qualifier:CONNECTED", "Peripheral Device Type:DIRECT_ACCESS", "TPGS:1", "CmdQue:1" })
            Assert.Contains(line, result.Output.Split('\n'));
    }

    [Theory]
    [InlineData("vios1")]
    [InlineData("vios2")]
    public async Task Discovery_lists_each_target_with_every_portal(string vios)
    {
        var portal = PortalOf(system.Vio.Url("lu1", vios));

        var result = (await Tool.RunAsync("iscsi-ls", $"iscsi://{portal}")).MustSucceed();

        foreach (var url in system.Vio.Urls.Where(url => url.Lu is "lu1" or "lu2"))
        {
            var parts = url.Url["iscsi://".Length..].Split('/');
            Assert.Contains(result.Output.Split('\n'), line =>
                line.Contains($"Target:{parts[1]} ", StringComparison.Ordinal) && line.Contains(parts[0], StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("vios1")]
    [InlineData("vios2")]
    [Trait("Req", "IO-1")]
    public async Task Listing_with_luns_shows_the_disk(string vios)
    {
        var portal = PortalOf(system.Vio.Url("lu1", vios));

        var result = (await Tool.RunAsync("iscsi-ls", "-s", $"iscsi://{portal}")).MustSucceed();

        Assert.Matches(@"Lun:1\s+Type:DIRECT_ACCESS \(Size:9G\)", result.Output);
    }

    [Theory]
    [InlineData("vios1")]
    [InlineData("vios2")]
    public async Task The_capacity_is_the_size_of_the_LU(string vios)
    {
        var result = (await Tool.RunAsync("iscsi-readcapacity16", system.Vio.Url("lu1", vios))).MustSucceed();

        Assert.Contains("Total size:10737418240", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task The_device_identification_is_the_same_through_both_portals_but_for_the_port()
    {
        var a = (await Tool.RunAsync("iscsi-inq", "-e", "1", "-c", "131", system.Vio.Url("lu1", "vios1"))).MustSucceed();
        var b = (await Tool.RunAsync("iscsi-inq", "-e", "1", "-c", "131", system.Vio.Url("lu1", "vios2"))).MustSucceed();
        var other = (await Tool.RunAsync("iscsi-inq", "-e", "1", "-c", "131", system.Vio.Url("lu2", "vios1"))).MustSucceed();

        Assert.Equal(LogicalUnitDesignator(a.Output), LogicalUnitDesignator(b.Output));
        Assert.NotEqual(LogicalUnitDesignator(a.Output), LogicalUnitDesignator(other.Output));
    }

    [Fact]
    [Trait("Req", "STO-8")]
    public async Task A_LUN_that_is_not_mapped_to_the_client_is_not_there()
    {
        var url = system.Vio.Url("lu1", "vios1");
        var unmapped = url[..url.LastIndexOf('/')] + "/7";

        var result = await Tool.RunAsync("iscsi-readcapacity16", unmapped);

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("10737418240", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_does_not_exist_refuses_the_login()
    {
        var portal = PortalOf(system.Vio.Url("lu1", "vios1"));

        var result = await Tool.RunAsync("iscsi-inq", $"iscsi://{portal}/iqn.2026-11.org.vioactors:nobody/1");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Target not found", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static string PortalOf(string url) => url["iscsi://".Length..].Split('/')[0];

    /// <summary>The designator by T10 vendor id of VPD page 83h, which is the LU's and readable.</summary>
    private static string LogicalUnitDesignator(string output)
    {
        var designator = VendorDesignator().Match(output);
        Assert.True(designator.Success, $"No designator of the logical unit in:\n{output}");
        return designator.Groups["id"].Value;
    }

    [GeneratedRegex(@"Association:\(0\) LOGICAL_UNIT\s+Designator Type:\(1\)\s*\S+\s+Designator:\[(?<id>[^\]]+)\]")]
    private static partial Regex VendorDesignator();
}
