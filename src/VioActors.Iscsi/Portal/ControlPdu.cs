using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Portal;

/// <summary>A PDU which is rare enough to be an object: everything but Data-In, SCSI Response and R2T. The sender stamps its sequence
/// numbers.</summary>
internal sealed class ControlPdu
{
    private readonly byte[] _header = new byte[BasicHeader.SizeBytes];

    public ControlPdu(Opcode opcode, bool final = true) => BasicHeader.Start(_header, opcode, final);

    public Span<byte> Header => _header;

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Counts in StatSN. False for a NOP-In that asks for an answer: it carries the next StatSN without using it (RFC 7143
    /// clause 11.19).</summary>
    public bool AdvancesStatSn { get; init; } = true;

    /// <summary>No digests: login responses (clause 13.1: digests begin with the full feature phase).</summary>
    public bool IsPlain { get; init; }
}
