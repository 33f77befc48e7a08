using Akka.Persistence.Tests.PostgreSql;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Compliance;

/// <summary>
/// The whole compliance suite on every kind of unit, with and without a fabric below one of the two VIOSes, over both databases. Says how
/// many of its tests passed on each, and which were skipped.
/// </summary>
public sealed class ComplianceMatrixTests(ITestOutputHelper output)
{
    /// <summary>
    /// Each in a process of its own. Left out: Sanitize.Reset, which sleeps four seconds and wants SANITIZE to be under way then.
    /// </summary>
    private static readonly string[] Suites =
    [
        "SCSI.CompareAndWrite", "SCSI.ExtendedCopy", "SCSI.GetLBAStatus", "SCSI.Inquiry", "SCSI.Mandatory", "SCSI.ModeSense6",
        "SCSI.NoMedia", "SCSI.OrWrite", "SCSI.Prefetch10", "SCSI.Prefetch16", "SCSI.PreventAllow.[A-Z]*", "SCSI.PreventAllow.2ITNexuses",
        "SCSI.PrinReadKeys", "SCSI.PrinServiceactionRange", "SCSI.PrinReportCapabilities", "SCSI.ProutRegister", "SCSI.ProutReserve",
        "SCSI.ProutClear", "SCSI.ProutPreempt", "SCSI.Read6", "SCSI.Read10", "SCSI.Read12", "SCSI.Read16", "SCSI.ReadCapacity10",
        "SCSI.ReadCapacity16", "SCSI.ReadDefectData10", "SCSI.ReadDefectData12", "SCSI.ReadOnly", "SCSI.ReceiveCopyResults",
        "SCSI.ReportSupportedOpcodes", "SCSI.Reserve6", "SCSI.Sanitize.[BCEIO]*", "SCSI.Sanitize.Re[a-q]*", "SCSI.Sanitize.Reservations",
        "SCSI.StartStopUnit", "SCSI.TestUnitReady", "SCSI.Unmap", "SCSI.Verify10", "SCSI.Verify12", "SCSI.Verify16", "SCSI.Write10",
        "SCSI.Write12", "SCSI.Write16", "SCSI.WriteAtomic16", "SCSI.WriteSame10", "SCSI.WriteSame16", "SCSI.WriteVerify10",
        "SCSI.WriteVerify12", "SCSI.WriteVerify16", "iSCSI.iSCSIcmdsn", "iSCSI.iSCSIdatasn", "iSCSI.iSCSIResiduals", "iSCSI.iSCSITMF",
        "SCSI.MultipathIO.Simple", "SCSI.MultipathIO.Reset", "SCSI.MultipathIO.CompareAndWriteAsync",
    ];

    [MatrixTheory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "IO-1")]
    [Trait("Req", "RED-2")]
    public async Task Over_sqlite(bool isPropagated)
    {
        var system = new ComplianceSystem();
        try
        {
            await system.InitializeAsync();
            if (isPropagated)
                (await system.Vio.PbmAsync("fabric", "cut", "-n", "vios1")).MustSucceed();
            await RunAllAsync(system.Units);
        }
        finally
        {
            await system.DisposeAsync();
        }
    }

    [MatrixTheory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "IO-1")]
    [Trait("Req", "RED-2")]
    public async Task In_processes_over_postgresql(bool isPropagated)
    {
        var database = new PostgreSqlServer();
        await database.InitializeAsync();
        try
        {
            await using var cluster = await Topology.StartAsync(
                "vio-actors.node.database.provider=postgresql",
                $"vio-actors.node.database.connection-string=\"{database.ConnectionString}\"");
            var units = await ComplianceUnits.MakeAsync(
                command => cluster.PbmAsync("management1", command), vios => cluster.UrlAsync(vios, "client1"), "lu1");
            if (isPropagated)
                await cluster.PbmAsync("management1", "fabric cut -n vios1");
            await RunAllAsync(units);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private async Task RunAllAsync(ComplianceUnits units)
    {
        var problems = new List<string>();
        await RunAsync(units, Suites, ComplianceUnits.Thin, problems);
        await RunAsync(units, Suites, ComplianceUnits.Thick, problems);
        await RunAsync(units, Suites, ComplianceUnits.Removable, problems);
        await RunAsync(units, ["SCSI.ReadOnly"], ComplianceUnits.ReadOnly, problems);
        await RunAsync(units, ["SCSI.MultipathIO.CompareAndWrite"], ComplianceUnits.Fresh, problems);
        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    private async Task RunAsync(ComplianceUnits units, string[] suites, string unit, List<string> problems)
    {
        var (passed, failed, skipped) = (0, 0, new List<string>());
        foreach (var suite in suites)
        {
            var report = await RunAsync(units, suite, unit, problems);
            passed += report.WithVerdict(TestVerdict.Passed).Count();
            failed += report.WithVerdict(TestVerdict.Failed).Count();
            skipped.AddRange(report.WithVerdict(TestVerdict.Skipped).Select(test => $"{suite}/{test}"));
        }

        output.WriteLine($"{unit}: {passed} passed, {failed} failed, {skipped.Count} skipped: {string.Join(' ', skipped)}");
    }

    private static async Task<ComplianceReport> RunAsync(ComplianceUnits units, string suite, string unit, List<string> problems)
    {
        var result = await units.RunAsync(suite, unit);
        var report = ComplianceReport.Parse(result.Output);
        var skipped = report.WithVerdict(TestVerdict.Skipped)
            .Where(test => (unit == ComplianceUnits.ReadOnly && suite == "SCSI.ReadOnly") || !ComplianceSkips.IsExpected(suite, test, unit))
            .ToList();
        if (result.ExitCode != 0 || report.Tests.Count == 0 || report.WithVerdict(TestVerdict.Failed).Any() || skipped.Count > 0)
            problems.Add($"{suite} on the {unit} unit, exit {result.ExitCode}, skipped [{string.Join(' ', skipped)}]:\n{result.Output}");
        return report;
    }

    /// <summary>Runs when VIOACTORS_COMPLIANCE is full: it takes a quarter of an hour.</summary>
    private sealed class MatrixTheoryAttribute : TheoryAttribute
    {
        public MatrixTheoryAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_COMPLIANCE") == "full"
            ? null
            : "It takes long; set VIOACTORS_COMPLIANCE=full to run it.";
    }
}
