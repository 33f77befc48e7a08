using Akka.Actor;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>A backup whose DRC name is not that of the VIOS (BR-9).</summary>
public class OwnershipTests
{
    private static readonly DrcName Old = DrcName.Parse("8286.41A.21E8A5V-V7");
    private static readonly VioUuid Stranger = new(new Guid(5, 5, 5, new byte[8]));

    [Fact]
    [Trait("Req", "BR-9")]
    public async Task A_VIOS_that_moved_to_another_slot_or_CEC_restores_its_own_backup()
    {
        await using var rig = await BackupRig.StartAsync(1);
        var content = Content(rig, rig.Vios, Old);
        rig.Table.Rows = [new UuidTableRow(rig.Vios, "vios1", rig.Definition.Drc, true)];

        var report = await rig.Ask<RestoreReport>(new RestoreContent("moved", content, RestoreOptions.Default, false));

        Assert.Equal(RestoreEnd.Restored, report.End);
        var adapter = (await rig.CurrentAsync()).Find(DeviceKind.VirtualScsiAdapter, "vhost0")!;
        Assert.Equal(($"{rig.Definition.Drc}-C10", $"lpar:{rig.Definition.Drc.Cec}/5"), (adapter.Location, adapter["client"]));
    }

    [Fact]
    [Trait("Req", "BR-9")]
    public async Task A_new_VIOS_takes_the_place_of_one_that_crashed_or_was_installed_anew()
    {
        await using var rig = await BackupRig.StartAsync(1);
        rig.Table.Rows = [new UuidTableRow(Stranger, "vios7", Old, false), new UuidTableRow(rig.Vios, "vios1", rig.Definition.Drc, true)];

        var report = await rig.Ask<RestoreReport>(
            new RestoreContent("crashed", Content(rig, Stranger, Old), RestoreOptions.Default, false));

        Assert.Equal(RestoreEnd.Restored, report.End);
    }

    [Fact]
    [Trait("Req", "BR-9")]
    public async Task The_same_place_with_a_new_UUID_is_looked_up_as_well()
    {
        await using var rig = await BackupRig.StartAsync(1);
        var content = Content(rig, Stranger, rig.Definition.Drc);
        await rig.AskRefused(new RestoreContent("anew", content, RestoreOptions.Default, false));
        rig.Table.Rows = [new UuidTableRow(Stranger, "vios1", rig.Definition.Drc, false)];

        Assert.Equal(
            RestoreEnd.Restored, (await rig.Ask<RestoreReport>(new RestoreContent("anew", content, RestoreOptions.Default, false))).End);
    }

    public static TheoryData<string> Foreign => ["unknown", "active", "elsewhere", "me elsewhere", "unreachable"];

    [Theory]
    [Trait("Req", "BR-9")]
    [MemberData(nameof(Foreign))]
    public async Task A_backup_that_does_not_belong_here_is_refused_told_and_nothing_is_changed(string why)
    {
        await using var rig = await BackupRig.StartAsync(1);
        using var server = new TestMailServer();
        rig.Environment = rig.Environment with
        {
            Mailer = new SmtpMailer(new MailSettings(
                "127.0.0.1", server.Port, "vios@example.org", ["admin@example.org"], false, TestLimits.Answer)),
        };
        await rig.RestartAsync();
        var told = new TaskCompletionSource<RestoreRefused>(TaskCreationOptions.RunContinuationsAsynchronously);
        var console = rig.System.ActorOf(Props.Create(() => new Console(told)));
        rig.System.EventStream.Subscribe(console, typeof(RestoreRefused));
        var source = why == "me elsewhere" ? rig.Vios : Stranger;
        rig.Table.Rows = why switch
        {
            "unknown" => [],
            "active" => [new UuidTableRow(Stranger, "vios7", Old, true)],
            "elsewhere" => [new UuidTableRow(Stranger, "vios7", DrcName.Parse("8286.41A.21E8A5V-V8"), false)],
            "me elsewhere" => [new UuidTableRow(rig.Vios, "vios1", DrcName.Parse("8286.41A.21E8A5V-V8"), true)],
            _ => null,
        };
        var before = await rig.CurrentAsync();

        var refused = await rig.AskRefused(new RestoreContent("foreign", Content(rig, source, Old), RestoreOptions.Default, false));

        Assert.Equal(RejectionCode.NotAuthorized, refused.Code);
        Assert.Contains("Nothing was changed", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(before, await rig.CurrentAsync());
        Assert.Equal((rig.Vios, "foreign"), ((await told.Task.WaitAsync(TestLimits.Answer)).Vios, (await told.Task).File));
        var mail = await server.Mail.WaitAsync(TestLimits.Answer);
        Assert.Contains("admin@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Restore of VIOS vios1 refused", mail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "BR-9")]
    public async Task The_mail_about_a_refused_restore_reaches_a_real_mail_server()
    {
        await using var rig = await BackupRig.StartAsync(1);
        await using var server = await RealMailServer.StartAsync();
        rig.Environment = rig.Environment with
        {
            Mailer = new SmtpMailer(new MailSettings(
                "127.0.0.1", server.Port, "vios@example.org", ["admin@example.org", "other@example.org"], false, TestLimits.Answer)),
        };
        await rig.RestartAsync();
        var before = await rig.CurrentAsync();

        await rig.AskRefused(new RestoreContent("foreign", Content(rig, Stranger, Old), RestoreOptions.Default, false));

        var mail = await server.MailAsync();
        Assert.Contains("X-RcptTo: admin@example.org, other@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Restore of VIOS vios1 refused", mail, StringComparison.Ordinal);
        Assert.Contains("nothing was", mail.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(before, await rig.CurrentAsync());
    }

    [Fact]
    [Trait("Req", "BR-9")]
    public async Task The_last_known_table_is_used_only_when_the_administrator_says_so()
    {
        await using var rig = await BackupRig.StartAsync(1);
        rig.Table.Rows = null;
        var content = Content(rig, rig.Vios, Old);
        await rig.AskRefused(new RestoreContent("moved", content, RestoreOptions.Default, true));
        rig.Table.LastKnown = [new UuidTableRow(rig.Vios, "vios1", Old, false)];

        var refused = await rig.AskRefused(new RestoreContent("moved", content, RestoreOptions.Default, false));
        Assert.Contains("cannot be reached", refused.Reason, StringComparison.Ordinal);

        Assert.Equal(
            RestoreEnd.Restored, (await rig.Ask<RestoreReport>(new RestoreContent("moved", content, RestoreOptions.Default, true))).End);
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_does_not_hide_the_refusal()
    {
        await using var rig = await BackupRig.StartAsync(0);
        using var server = new TestMailServer { Refuses = true };
        rig.Environment = rig.Environment with
        {
            Mailer = new SmtpMailer(new MailSettings(
                "127.0.0.1", server.Port, "vios@example.org", ["admin@example.org"], false, TestLimits.Answer)),
        };
        await rig.RestartAsync();

        var refused = await rig.AskRefused(new RestoreContent("bad", new FileBytes([1, 2, 3]), RestoreOptions.Default, false));

        Assert.Contains("No mail could be sent", refused.Reason, StringComparison.Ordinal);
    }

    private static FileBytes Content(BackupRig rig, VioUuid vios, DrcName drc)
    {
        var adapter = Device.Of(
            DeviceKind.VirtualScsiAdapter, "vhost0", null, $"{drc}-C10",
            ("slot", "10"), ("client", $"lpar:{drc.Cec}/5"), ("client_slot", "2"));
        var header = rig.RandomDocument(1, 0).Header with { Vios = vios, Drc = drc };
        return rig.ContentOf(new BackupDocument(header, [adapter]));
    }

    private sealed class Console : ReceiveActor
    {
        public Console(TaskCompletionSource<RestoreRefused> told) => Receive<RestoreRefused>(refused => told.TrySetResult(refused));
    }
}
