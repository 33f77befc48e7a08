using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Portal;

/// <summary>Random and damaged bytes from fixed seeds: the portal survives each and serves the next initiator.</summary>
public class HostileBytesTests
{
    private const int RoundsEach = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_bytes_instead_of_a_login(int seed)
    {
        await using var portal = new TestPortal();
        var random = new Random(seed);
        for (var round = 0; round < RoundsEach; round++)
        {
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            bytes[0] = random.Next(2) == 0 ? (byte)0x43 : bytes[0];
            await ThrowAsync(portal, bytes);
        }
        await ExpectServiceAsync(portal);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Damaged_logins(int seed)
    {
        await using var portal = new TestPortal();
        var random = new Random(seed);
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        for (var round = 0; round < RoundsEach; round++)
        {
            var good = wire.Encode(
                LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase),
                LoginText.Of("InitiatorName=" + TestInitiator.Name, "TargetName=" + portal.TargetName, "HeaderDigest=CRC32C,None"));
            await ThrowAsync(portal, Damage(good, random));
        }
        await ExpectServiceAsync(portal);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public async Task Damaged_requests_of_a_session(int seed)
    {
        await using var portal = new TestPortal();
        var random = new Random(seed);
        for (var round = 0; round < RoundsEach; round++)
        {
            using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
            var bytes = new List<byte>();
            for (var i = 0; i < 6; i++)
            {
                bytes.AddRange(Damage(AnyRequest(initiator, random), random));
            }
            await initiator.Wire.SendRawAsync([.. bytes]);
        }
        await ExpectServiceAsync(portal);
    }

    private static byte[] AnyRequest(TestInitiator initiator, Random random)
    {
        var tag = initiator.NextTag();
        return random.Next(6) switch
        {
            0 => initiator.Wire.Encode(initiator.Command(tag, Cdb.Read10(0, 8), 4096, read: true), []),
            1 => initiator.Wire.Encode(initiator.Command(tag, Cdb.Write10(0, 8), 4096, write: true, final: false), new byte[512]),
            2 => initiator.Wire.Encode(TestInitiator.DataOut(tag - 1, BasicHeader.NoTag, 0, 512, final: true), new byte[512]),
            3 => initiator.Wire.Encode(initiator.Request(Opcode.NopOut, tag), new byte[13]),
            4 => initiator.Wire.Encode(initiator.Request(Opcode.TextRequest, tag), LoginText.Of("SendTargets=")),
            _ => initiator.Wire.Encode(initiator.Request(Opcode.TaskManagementRequest, tag), []),
        };
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            bytes[random.Next(random.Next(2) == 0 ? 8 : bytes.Length)] = (byte)random.Next(256);
        }
        return random.Next(8) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private static async Task ThrowAsync(TestPortal portal, byte[] bytes)
    {
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendRawAsync(bytes);
    }

    private static async Task ExpectServiceAsync(TestPortal portal)
    {
        // Another ISID: a damaged login that was still good must not take this session over.
        var (initiator, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 0x777);
        using var session = initiator;
        Assert.Equal(LoginStatus.Success, answer.Status);
        var data = new byte[4096];
        data.AsSpan().Fill(0x5A);
        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(Cdb.Write10(100, 8), data, 4096)).Status);
        Assert.Equal(data, (await initiator.ReadAsync(Cdb.Read10(100, 8), 4096)).Data);
        Assert.DoesNotContain(portal.Lines, static l => l.Contains("failure in the target", StringComparison.Ordinal));
    }
}
