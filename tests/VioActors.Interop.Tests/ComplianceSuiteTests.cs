using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>
/// The compliance suite of libiscsi against an LU that nobody else uses, one process a suite, both portals as its two paths. The list only
/// grows: a suite comes in when the first of its tests runs without a skip, and the number beside it is how many do.
/// </summary>
public sealed class ComplianceSuiteTests(DevSystem system) : IClassFixture<DevSystem>
{
    [Theory]
    [InlineData("SCSI.GetLBAStatus", 2)]
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
    [InlineData("SCSI.WriteSame10", 5)]
    [InlineData("SCSI.WriteSame16", 5)]
    [InlineData("SCSI.WriteVerify10", 6)]
    [InlineData("SCSI.WriteVerify12", 6)]
    [InlineData("SCSI.WriteVerify16", 6)]
    [InlineData("iSCSI.iSCSIcmdsn", 2)]
    [InlineData("iSCSI.iSCSIdatasn", 1)]
    [InlineData("iSCSI.iSCSIResiduals", 10)]
    [InlineData("iSCSI.iSCSITMF", 2)]
    [InlineData("SCSI.MultipathIO.Simple", 1)]
    [Trait("Req", "IO-1")]
    [Trait("Req", "IO-3")]
    public async Task Suite_passes(string suite, int passedMin)
    {
        var result = await Tool.RunAsync(
            "iscsi-test-cu", "-d", "-v", "-t", suite, system.Vio.Url("lu1", "vios1"), system.Vio.Url("lu1", "vios2"));

        var report = ComplianceReport.Parse(result.Output);
        var hasFailed = result.ExitCode != 0 || report.WithVerdict(TestVerdict.Failed).Any();
        Assert.False(hasFailed, $"{suite} ended with {result.ExitCode}:\n{result.Output}");
        var passed = report.WithVerdict(TestVerdict.Passed).Count();
        var skipped = string.Join(", ", report.WithVerdict(TestVerdict.Skipped));
        Assert.True(passed >= passedMin, $"{suite}: {passed} tests ran and passed, expected {passedMin}; skipped: {skipped}.");
    }
}
