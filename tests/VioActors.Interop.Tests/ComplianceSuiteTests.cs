using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>
/// The compliance suite of libiscsi against an LU that nobody else uses, one process a suite, both portals as its two paths. The list only
/// grows, and the number beside a suite is how many of its tests run and pass. MultipathIO.CompareAndWrite wants one block more than it
/// initialises to be zero, so it has an LU to itself.
/// </summary>
public sealed class ComplianceSuiteTests(DevSystem system) : IClassFixture<DevSystem>
{
    private const string SmallPhysicalBlocks = "needs several logical blocks in a physical one; here they are the same";
    private const string NotRemovable = "needs a removable medium, which a disk is not";
    private const string NotBuilt = "the command does not exist yet";

    /// <summary>What is skipped, a suite or one test of it, and why.</summary>
    private static readonly Dictionary<string, string> Skips = new()
    {
        ["SCSI.CompareAndWrite.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.ExtendedCopy"] = NotBuilt,
        ["SCSI.PreventAllow"] = NotRemovable,
        ["SCSI.ReadOnly"] = "needs a write-protected unit",
        ["SCSI.ReceiveCopyResults"] = NotBuilt,
        ["SCSI.Sanitize"] = NotBuilt,
        ["SCSI.StartStopUnit.Simple"] = NotRemovable,
        ["SCSI.WriteAtomic16"] = "no more than a sector is written as one by the volumes that the pool is built of",
        ["SCSI.WriteSame10.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame10.UnmapUnaligned"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame10.ZeroBlocks"] = "a length of zero is refused (WSNZ), which the suite takes for an absent feature",
        ["SCSI.WriteSame16.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame16.UnmapUnaligned"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame16.ZeroBlocks"] = "a length of zero is refused (WSNZ), which the suite takes for an absent feature",
    };

    [Theory]
    [InlineData("SCSI.GetLBAStatus", 3)]
    [InlineData("SCSI.Inquiry", 7)]
    [InlineData("SCSI.Mandatory", 1)]
    [InlineData("SCSI.ModeSense6", 5)]
    [InlineData("SCSI.NoMedia", 1)]
    [InlineData("SCSI.Prefetch10", 4)]
    [InlineData("SCSI.Prefetch16", 4)]
    [InlineData("SCSI.Read6", 2)]
    [InlineData("SCSI.Read10", 6)]
    [InlineData("SCSI.Read12", 5)]
    [InlineData("SCSI.Read16", 5)]
    [InlineData("SCSI.ReadCapacity10", 1)]
    [InlineData("SCSI.ReadCapacity16", 4)]
    [InlineData("SCSI.ReadDefectData10", 1)]
    [InlineData("SCSI.ReadDefectData12", 1)]
    [InlineData("SCSI.ReportSupportedOpcodes", 4)]
    [InlineData("SCSI.StartStopUnit", 2)]
    [InlineData("SCSI.TestUnitReady", 1)]
    [InlineData("SCSI.Verify10", 8)]
    [InlineData("SCSI.Verify12", 8)]
    [InlineData("SCSI.Verify16", 8)]
    [InlineData("SCSI.Write10", 6)]
    [InlineData("SCSI.Write12", 5)]
    [InlineData("SCSI.Write16", 5)]
    [InlineData("SCSI.WriteSame10", 7)]
    [InlineData("SCSI.WriteSame16", 7)]
    [InlineData("SCSI.WriteVerify10", 6)]
    [InlineData("SCSI.WriteVerify12", 6)]
    [InlineData("SCSI.WriteVerify16", 6)]
    [InlineData("iSCSI.iSCSIcmdsn", 2)]
    [InlineData("iSCSI.iSCSIdatasn", 1)]
    [InlineData("iSCSI.iSCSIResiduals", 10)]
    [InlineData("iSCSI.iSCSITMF", 2)]
    [InlineData("SCSI.MultipathIO.Simple", 1)]
    [InlineData("SCSI.CompareAndWrite", 4)]
    [InlineData("SCSI.OrWrite", 6)]
    [InlineData("SCSI.PrinReadKeys", 2)]
    [InlineData("SCSI.PrinReportCapabilities", 1)]
    [InlineData("SCSI.PrinServiceactionRange", 1)]
    [InlineData("SCSI.ProutClear", 1)]
    [InlineData("SCSI.ProutPreempt", 1)]
    [InlineData("SCSI.ProutRegister", 1)]
    [InlineData("SCSI.ProutReserve", 13)]
    [InlineData("SCSI.Reserve6", 7)]
    [InlineData("SCSI.Unmap", 3)]
    [InlineData("SCSI.MultipathIO.Reset", 1)]
    [InlineData("SCSI.MultipathIO.CompareAndWriteAsync", 1)]
    [InlineData("SCSI.MultipathIO.CompareAndWrite", 1, "lu2")]
    [InlineData("SCSI.ExtendedCopy", 0)]
    [InlineData("SCSI.PreventAllow", 0)]
    [InlineData("SCSI.ReadOnly", 0)]
    [InlineData("SCSI.ReceiveCopyResults", 0)]
    [InlineData("SCSI.Sanitize", 0)]
    [InlineData("SCSI.WriteAtomic16", 0)]
    [Trait("Req", "IO-1")]
    [Trait("Req", "IO-2")]
    [Trait("Req", "IO-3")]
    public async Task Suite_passes(string suite, int passedMin, string lu = "lu1")
    {
        var result = await Tool.RunAsync(
            "iscsi-test-cu", "-d", "-v", "-t", suite, system.Vio.Url(lu, "vios1"), system.Vio.Url(lu, "vios2"));

        var report = ComplianceReport.Parse(result.Output);
        var hasFailed = result.ExitCode != 0 || report.WithVerdict(TestVerdict.Failed).Any();
        Assert.False(hasFailed, $"{suite} ended with {result.ExitCode}:\n{result.Output}");
        var passed = report.WithVerdict(TestVerdict.Passed).Count();
        var skipped = report.WithVerdict(TestVerdict.Skipped).ToList();
        Assert.True(
            passed >= passedMin, $"{suite}: {passed} tests ran and passed, expected {passedMin}; skipped: {string.Join(", ", skipped)}.");
        Assert.All(skipped, test => Assert.True(IsExpected(suite, test), $"{suite}.{test} was skipped:\n{result.Output}"));
    }

    private static bool IsExpected(string suite, string test) =>
        Skips.ContainsKey($"{suite}.{test}") || Skips.ContainsKey(suite);
}
