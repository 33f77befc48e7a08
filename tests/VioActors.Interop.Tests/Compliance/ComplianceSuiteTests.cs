namespace VioActors.Interop.Tests.Compliance;

/// <summary>
/// The compliance suite of libiscsi against units that nobody else uses, one process a suite, both portals as its two paths. The list only
/// grows, and the number beside a suite is how many of its tests run and pass. MultipathIO.CompareAndWrite wants one block more than it
/// initialises to be zero, so it runs on a unit that nothing was written to there.
/// </summary>
public sealed class ComplianceSuiteTests(ComplianceSystem system) : IClassFixture<ComplianceSystem>
{
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
    [InlineData("SCSI.ExtendedCopy", 6)]
    [InlineData("SCSI.ReceiveCopyResults", 2)]
    [InlineData("SCSI.WriteAtomic16", 0)]
    [InlineData("SCSI.MultipathIO.CompareAndWrite", 1, ComplianceUnits.Fresh)]
    [InlineData("SCSI.Sanitize.BlockErase", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.BlockEraseReserved", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.ExitFailureMode", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.InvalidServiceAction", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.OverwriteReserved", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.Readonly", 0, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.Reservations", 0, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.CryptoErase*", 0, ComplianceUnits.Removable)]
    [InlineData("SCSI.Sanitize.Overwrite", 1, ComplianceUnits.Thick)]
    [InlineData("SCSI.StartStopUnit", 3, ComplianceUnits.Removable)]
    [InlineData("SCSI.NoMedia", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.PreventAllow.[A-Z]*", 7, ComplianceUnits.Removable)]
    [InlineData("SCSI.PreventAllow.2ITNexuses", 1, ComplianceUnits.Removable)]
    [InlineData("SCSI.ReadOnly", 1, ComplianceUnits.ReadOnly)]
    [InlineData("SCSI.GetLBAStatus", 1, ComplianceUnits.Thick)]
    [InlineData("SCSI.WriteSame16", 5, ComplianceUnits.Thick)]
    [Trait("Req", "IO-1")]
    [Trait("Req", "IO-2")]
    [Trait("Req", "IO-3")]
    public async Task Suite_passes(string suite, int passedMin, string unit = ComplianceUnits.Thin)
    {
        var result = await system.Units.RunAsync(suite, unit);

        var report = ComplianceReport.Parse(result.Output);
        var hasFailed = result.ExitCode != 0 || report.WithVerdict(TestVerdict.Failed).Any();
        Assert.False(hasFailed, $"{suite} ended with {result.ExitCode}:\n{result.Output}");
        var passed = report.WithVerdict(TestVerdict.Passed).Count();
        var skipped = report.WithVerdict(TestVerdict.Skipped).ToList();
        Assert.True(
            passed >= passedMin, $"{suite}: {passed} tests ran and passed, expected {passedMin}; skipped: {string.Join(", ", skipped)}.");
        Assert.All(skipped, test => Assert.True(
            ComplianceSkips.IsExpected(suite, test, unit), $"{suite}.{test} was skipped on the {unit} unit:\n{result.Output}"));
    }
}
