using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Pdu;

/// <summary>Target PDUs, byte for byte as RFC 7143 clause 11 draws them.</summary>
public class GoldenResponseTests
{
    private static byte[] Bytes(params string[] words) =>
        Convert.FromHexString(string.Concat(words).Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Start(Opcode opcode, bool final = true)
    {
        var bytes = new byte[48];
        BasicHeader.Start(bytes, opcode, final);
        _ = new TargetSequence(bytes) { StatSn = 0x11, ExpCmdSn = 0x22, MaxCmdSn = 0x33 };
        return bytes;
    }

    [Fact]
    public void Scsi_response()
    {
        var bytes = Start(Opcode.ScsiResponse);
        _ = new ScsiResponsePdu(bytes)
        {
            Status = ScsiStatus.CheckCondition,
            InitiatorTaskTag = 0x2A,
            Underflow = true,
            ResidualBytes = 512,
            ExpDataSn = 4,
            BidirectionalReadOverflow = true,
            BidirectionalReadResidualBytes = 8,
        };
        Assert.Equal(Bytes("2192 0002", "00000000", "0000000000000000", "0000002A", "00000000", "00000011", "00000022", "00000033",
            "00000004",
            "00000008", "00000200"), bytes);
    }

    [Fact]
    public void Data_in_with_status()
    {
        var bytes = Start(Opcode.DataIn);
        _ = new DataInPdu(bytes)
        {
            HasStatus = true,
            Overflow = true,
            InitiatorTaskTag = 0x2A,
            TargetTransferTag = BasicHeader.NoTag,
            DataSn = 1,
            BufferOffsetBytes = 0x2000,
            ResidualBytes = 16,
        };
        Assert.Equal(Bytes("2585 0000", "00000000", "0000000000000000", "0000002A", "FFFFFFFF", "00000011", "00000022", "00000033",
            "00000001",
            "00002000", "00000010"), bytes);
    }

    [Fact]
    public void Ready_to_transfer()
    {
        var bytes = Start(Opcode.ReadyToTransfer);
        _ = new ReadyToTransferPdu(bytes)
        {
            LunField = 0x0001_0000_0000_0000,
            InitiatorTaskTag = 0x2A,
            TargetTransferTag = 0x44,
            R2tSn = 2,
            BufferOffsetBytes = 0x10000,
            DesiredDataTransferLengthBytes = 0x40000,
        };
        Assert.Equal(Bytes("3180 0000", "00000000", "0001000000000000", "0000002A", "00000044", "00000011", "00000022", "00000033",
            "00000002",
            "00010000", "00040000"), bytes);
    }

    [Fact]
    public void Asynchronous_message()
    {
        var bytes = Start(Opcode.AsyncMessage);
        _ = new AsyncMessagePdu(bytes)
        {
            InitiatorTaskTag = BasicHeader.NoTag,
            Event = AsyncEvent.LogoutRequest,
            VendorCode = 9,
            Parameter1 = 1,
            Parameter2 = 2,
            Parameter3 = 3,
        };
        Assert.Equal(Bytes("3280 0000", "00000000", "0000000000000000", "FFFFFFFF", "00000000", "00000011", "00000022", "00000033",
            "01 09 0001", "0002 0003", "00000000"), bytes);
    }

    [Fact]
    public void Login_response()
    {
        var bytes = Start(Opcode.LoginResponse, final: false);
        _ = new LoginResponsePdu(bytes)
        {
            Transit = true,
            CurrentStage = LoginStage.OperationalNegotiation,
            NextStage = LoginStage.FullFeaturePhase,
            Tsih = 5,
            Isid = 0x400001370000,
            InitiatorTaskTag = 1,
            StatusClass = 2,
            StatusDetail = 3,
        };
        Assert.Equal(Bytes("2387 0000", "00000000", "400001370000 0005", "00000001", "00000000", "00000011", "00000022", "00000033",
            "02 03 0000", "00000000 00000000"), bytes);
    }

    [Fact]
    public void Task_management_logout_reject_text_and_nop_in()
    {
        var management = Start(Opcode.TaskManagementResponse);
        _ = new TaskManagementResponsePdu(management) { InitiatorTaskTag = 7, Response = TaskManagementResponse.TaskDoesNotExist };
        Assert.Equal("2280010000000000000000000000000000000007", Convert.ToHexString(management, 0, 20));

        var logout = Start(Opcode.LogoutResponse);
        _ = new LogoutResponsePdu(logout) { InitiatorTaskTag = 7, Response = 1, Time2WaitSeconds = 2, Time2RetainSeconds = 20 };
        Assert.Equal("26800100", Convert.ToHexString(logout, 0, 4));
        Assert.Equal("00020014", Convert.ToHexString(logout, 40, 4));

        var reject = Start(Opcode.Reject);
        _ = new RejectPdu(reject) { Reason = RejectReason.InvalidPduField, InitiatorTaskTag = BasicHeader.NoTag };
        Assert.Equal("3F80090000000000", Convert.ToHexString(reject, 0, 8));
        Assert.Equal("FFFFFFFF", Convert.ToHexString(reject, 16, 4));

        var text = Start(Opcode.TextResponse, final: false);
        _ = new TextResponsePdu(text) { Continue = true, InitiatorTaskTag = 7, TargetTransferTag = 1 };
        Assert.Equal("24400000", Convert.ToHexString(text, 0, 4));

        var nop = Start(Opcode.NopIn);
        _ = new NopInPdu(nop) { InitiatorTaskTag = BasicHeader.NoTag, TargetTransferTag = 1 };
        Assert.Equal("FFFFFFFF00000001", Convert.ToHexString(nop, 16, 8));
    }
}
