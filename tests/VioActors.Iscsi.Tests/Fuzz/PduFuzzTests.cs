using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Iscsi.Text;
using VioActors.Scsi;
using VioActors.Scsi.Tests.Fuzz;
using Xunit.Abstractions;

namespace VioActors.Iscsi.Tests.Fuzz;

/// <summary>
/// Hostile sessions beside a good one: the portal answers what a standard knows or closes, holds nothing for them afterwards, and the good
/// session sees its bytes all the time.
/// </summary>
public sealed class PduFuzzTests(ITestOutputHelper output)
{
    private const int GrowthBytesMax = 96 * 1024 * 1024;

    [Fact]
    [Trait("Req", "IO-3")]
    public async Task A_hostile_session_harms_nobody()
    {
        await using var portal = new TestPortal();
        var (witness, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 0x777);
        using var good = witness;
        Assert.Equal(LoginStatus.Success, answer.Status);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await FuzzPlan.RunAsync(output.WriteLine, seed => RunAsync(portal, good, seed));

        await GoneAsync(portal);
        portal.Target.ForgetClosed();
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < GrowthBytesMax, $"{growth} bytes stayed behind.");
    }

    private static async Task RunAsync(TestPortal portal, TestInitiator good, int seed)
    {
        var random = new Random(seed);
        var fuzzer = new PduFuzzer(random);
        using (var wire = await PduConnection.OpenAsync(portal.EndPoint))
        {
            var sending = SendAsync(wire, [.. fuzzer.Login(portal.TargetName), .. fuzzer.Session()]);
            while (await wire.ReceiveOrEndAsync() is { } pdu)
            {
                CheckLegal(pdu);
                ObeyDigests(wire, pdu);
            }
            await sending;
        }

        Assert.DoesNotContain(portal.Lines, static line => line.Contains("failure in the target", StringComparison.Ordinal));
        portal.Lines.Clear();
        portal.Target.ForgetClosed();
        await ServesAsync(good, (byte)seed);
    }

    /// <summary>Sends everything and says that this was all; the portal may have closed before.</summary>
    private static async Task SendAsync(PduConnection wire, byte[] bytes)
    {
        try
        {
            await wire.SendRawAsync(bytes);
            wire.CloseSending();
        }
        catch (IOException)
        {
            // Closed by the portal.
        }
    }

    /// <summary>A login may have agreed on digests, by chance.</summary>
    private static void ObeyDigests(PduConnection wire, ReceivedPdu pdu)
    {
        if (pdu.Opcode != Opcode.LoginResponse)
        {
            return;
        }
        Assert.True(KeyText.TryParse(pdu.Data, out var keys), "An answer that is no key text.");
        var response = new LoginResponsePdu(pdu.Header);
        if (response.StatusClass == 0 && response.Transit && response.NextStage == LoginStage.FullFeaturePhase)
        {
            wire.HeaderDigest = keys.Contains(new("HeaderDigest", "CRC32C"));
            wire.DataDigest = keys.Contains(new("DataDigest", "CRC32C"));
        }
    }

    private static void CheckLegal(ReceivedPdu pdu)
    {
        Assert.Contains(
            pdu.Opcode,
            new[]
            {
                Opcode.NopIn, Opcode.ScsiResponse, Opcode.TaskManagementResponse, Opcode.LoginResponse, Opcode.TextResponse, Opcode.DataIn,
                Opcode.LogoutResponse, Opcode.ReadyToTransfer, Opcode.AsyncMessage, Opcode.Reject,
            });
        switch (pdu.Opcode)
        {
            case Opcode.Reject:
                Assert.True(Enum.IsDefined(pdu.RejectReason), $"Reject reason {pdu.RejectReason}.");
                Assert.True(pdu.Data.Length >= BasicHeader.SizeBytes, "A Reject without the header that it rejects.");
                break;
            case Opcode.ScsiResponse:
                var response = new ScsiResponsePdu(pdu.Header);
                Assert.True(Enum.IsDefined(response.Status), $"Status {response.Status}.");
                Assert.Equal(response.Status == ScsiStatus.CheckCondition, pdu.Data.Length > 2);
                Assert.True(pdu.Data.Length == 0 || pdu.Data[2] is 0x70 or 0x72, "Sense data of no known format.");
                break;
            case Opcode.LoginResponse:
                Assert.InRange(new LoginResponsePdu(pdu.Header).StatusClass, 0, 3);
                break;
        }
    }

    private static async Task ServesAsync(TestInitiator good, byte pattern)
    {
        var data = new byte[4096];
        data.AsSpan().Fill(pattern);
        // At the far end of the disk, which hostile commands may reach all the same: status counts, and what was read is ours or theirs.
        var written = await good.WriteAsync(Cdb.Write10(30_000, 8), data, 4096);
        Assert.Contains(written.Status, new[] { ScsiStatus.Good, ScsiStatus.CheckCondition, ScsiStatus.ReservationConflict });
        var read = await good.ReadAsync(Cdb.Read10(30_000, 8), 4096);
        if (written.Status == ScsiStatus.Good && read.Status == ScsiStatus.Good)
        {
            Assert.Equal(data, read.Data);
        }
    }

    /// <summary>Nothing of the hostile sessions is left.</summary>
    private static async Task GoneAsync(TestPortal portal)
    {
        using var hung = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (portal.Portal.Sessions.Count > 1 || portal.Target.OpenCount > 1)
        {
            await polls.WaitForNextTickAsync(hung.Token);
        }
    }
}
