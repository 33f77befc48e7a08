using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>A PDU from the target: its header and its data.</summary>
internal sealed record ReceivedPdu(byte[] Header, byte[] Data)
{
    public Opcode Opcode => new BasicHeader(Header).Opcode;

    public uint Tag => new BasicHeader(Header).InitiatorTaskTag;

    public uint StatSn => new TargetSequence(Header).StatSn;

    public uint ExpCmdSn => new TargetSequence(Header).ExpCmdSn;

    public uint MaxCmdSn => new TargetSequence(Header).MaxCmdSn;

    public ReceivedPdu Expect(Opcode opcode)
    {
        Assert.Equal(opcode, Opcode);
        return this;
    }

    public RejectReason RejectReason
    {
        get
        {
            Expect(Opcode.Reject);
            return new RejectPdu(Header).Reason;
        }
    }
}
