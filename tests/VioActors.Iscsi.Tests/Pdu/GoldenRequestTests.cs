using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Pdu;

/// <summary>Initiator PDUs, byte for byte as RFC 7143 clause 11 draws them.</summary>
public class GoldenRequestTests
{
    private static byte[] Bytes(params string[] words) =>
        Convert.FromHexString(string.Concat(words).Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Scsi_command()
    {
        var bytes = Bytes("01E1 0000", "02000200", "0001000000000000", "0000002A", "00001000", "00000007", "00000009",
            "2A00 00000064 00 0008 00 000000000000");
        var pdu = new ScsiCommandPdu(bytes);
        Assert.Equal(Opcode.ScsiCommand, new BasicHeader(bytes).Opcode);
        Assert.False(new BasicHeader(bytes).Immediate);
        Assert.Equal(8, new BasicHeader(bytes).AhsSizeBytes);
        Assert.Equal(0x200, new BasicHeader(bytes).DataSizeBytes);
        Assert.True(pdu is { Final: true, Read: true, Write: true, Attribute: 1 });
        Assert.Equal(0x0001_0000_0000_0000UL, pdu.LunField);
        Assert.Equal(0x2Au, pdu.InitiatorTaskTag);
        Assert.Equal(0x1000u, pdu.ExpectedDataTransferLengthBytes);
        Assert.Equal(7u, pdu.CmdSn);
        Assert.Equal(9u, pdu.ExpStatSn);
        Assert.Equal(0x2A, pdu.Cdb[0]);
        Assert.Equal(8, pdu.Cdb[8]);
    }

    [Fact]
    public void Scsi_command_written_field_by_field()
    {
        var bytes = new byte[48];
        BasicHeader.Start(bytes, Opcode.ScsiCommand);
        _ = new BasicHeader(bytes) { Immediate = true, DataSizeBytes = 0x010203, AhsSizeBytes = 12 };
        _ = new ScsiCommandPdu(bytes)
        {
            Write = true,
            Attribute = 3,
            LunField = 0x4001_0000_0000_0000,
            InitiatorTaskTag = 0x01020304,
            ExpectedDataTransferLengthBytes = 0x05060708,
            CmdSn = 0x090A0B0C,
            ExpStatSn = 0x0D0E0F10,
        };
        Assert.Equal(Bytes("41A3 0000", "03 010203", "4001000000000000", "01020304", "05060708", "090A0B0C", "0D0E0F10",
            "00000000000000000000000000000000"), bytes);
    }

    [Fact]
    public void Task_management_request()
    {
        var bytes = Bytes("4281 0000", "00000000", "0001000000000000", "00000030", "0000002A", "00000008", "00000009", "00000007",
            "00000005",
            "00000000 00000000");
        var pdu = new TaskManagementRequestPdu(bytes);
        Assert.True(new BasicHeader(bytes).Immediate);
        Assert.Equal(TaskManagementFunction.AbortTask, pdu.Function);
        Assert.Equal(0x2Au, pdu.ReferencedTaskTag);
        Assert.Equal(7u, pdu.RefCmdSn);
        Assert.Equal(5u, pdu.ExpDataSn);
    }

    [Fact]
    public void Data_out()
    {
        var bytes = Bytes("0580 0000", "00002000", "0001000000000000", "0000002A", "00000011", "00000000", "00000009", "00000000",
            "00000003",
            "00006000", "00000000");
        var pdu = new DataOutPdu(bytes);
        Assert.True(pdu.Final);
        Assert.Equal(0x11u, pdu.TargetTransferTag);
        Assert.Equal(3u, pdu.DataSn);
        Assert.Equal(0x6000u, pdu.BufferOffsetBytes);
        Assert.Equal(9u, pdu.ExpStatSn);
    }

    [Fact]
    public void Login_request()
    {
        var bytes = Bytes("4387 0000", "00000040", "400001370000 0005", "00000001", "0002 0000", "00000001", "00000000",
            "00000000000000000000000000000000");
        var pdu = new LoginRequestPdu(bytes);
        Assert.True(pdu is { Transit: true, Continue: false, VersionMax: 0, VersionMin: 0 });
        Assert.Equal(LoginStage.OperationalNegotiation, pdu.CurrentStage);
        Assert.Equal(LoginStage.FullFeaturePhase, pdu.NextStage);
        Assert.Equal(0x400001370000UL, pdu.Isid);
        Assert.Equal(5, pdu.Tsih);
        Assert.Equal(2, pdu.ConnectionId);
        Assert.Equal(1u, pdu.CmdSn);
    }

    [Fact]
    public void Text_logout_snack_and_nop_out()
    {
        var text = new TextRequestPdu(Bytes("0440 0000", "00000010", "0000000000000000", "00000003", "00000001", "00000004", "00000005",
            "00000000000000000000000000000000"));
        Assert.True(text is { Final: false, Continue: true, InitiatorTaskTag: 3, TargetTransferTag: 1, CmdSn: 4, ExpStatSn: 5 });

        var logout = new LogoutRequestPdu(Bytes("4681 0000", "00000000", "0000000000000000", "00000003", "0007 0000", "00000004",
            "00000005",
            "00000000000000000000000000000000"));
        Assert.True(logout is { Reason: 1, InitiatorTaskTag: 3, ConnectionId: 7, CmdSn: 4, ExpStatSn: 5 });

        var snack = new SnackRequestPdu(Bytes("1083 0000", "00000000", "0000000000000000", "00000003", "00000006", "00000000", "00000005",
            "0000000000000000", "00000002", "00000001"));
        Assert.True(snack is { Kind: 3, TargetTransferTag: 6, BegRun: 2, RunLength: 1 });

        var nop = new NopOutPdu(Bytes("4080 0000", "00000000", "0001000000000000", "FFFFFFFF", "00000001", "00000004", "00000005",
            "00000000000000000000000000000000"));
        Assert.True(nop is { InitiatorTaskTag: BasicHeader.NoTag, TargetTransferTag: 1, CmdSn: 4 });
    }
}
