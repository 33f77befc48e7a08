using VioActors.Scsi;

namespace VioActors.Initiator;

/// <summary>How a command ended. Immutable.</summary>
/// <param name="Status">SCSI status.</param>
/// <param name="Key">Sense key; 0 without sense data.</param>
/// <param name="Code">Additional sense code.</param>
/// <param name="Qualifier">Additional sense code qualifier.</param>
public readonly record struct ScsiOutcome(ScsiStatus Status, byte Key, byte Code, byte Qualifier)
{
    public bool IsGood => Status == ScsiStatus.Good;

    /// <summary>Not carried out: the initiator sends it again.</summary>
    public bool IsUnitAttention => Status == ScsiStatus.CheckCondition && Key == 0x6;

    /// <summary>Not carried out, and may be later: BUSY, TASK SET FULL, or NOT READY.</summary>
    public bool MayGoLater => Status is ScsiStatus.Busy or ScsiStatus.TaskSetFull || (Status == ScsiStatus.CheckCondition && Key == 0x2);

    /// <summary>COMPARE AND WRITE found other bytes.</summary>
    public bool IsMiscompare => Status == ScsiStatus.CheckCondition && (Key, Code) == (0xE, 0x1D);

    public override string ToString() => Key == 0 ? Status.ToString() : $"{Status} {Key:x2}/{Code:x2}/{Qualifier:x2}";

    internal static ScsiOutcome Of(ScsiStatus status, ReadOnlySpan<byte> segment)
    {
        // The sense data of a response follow their length (RFC 7143 clause 11.4.7); fixed format (SPC-4 clause 4.5.3).
        var sense = segment.Length > 2 ? segment[2..] : default;
        return sense.Length >= 14 ? new(status, (byte)(sense[2] & 0xF), sense[12], sense[13]) : new(status, 0, 0, 0);
    }
}
