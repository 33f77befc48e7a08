namespace VioActors.Actors.Lpar;

/// <summary>What an initiator takes from sense data, in fixed (70h) or descriptor (72h) format (SPC-4 clause 4.5). Bytes from the
/// target are not trusted.</summary>
internal readonly record struct SenseSummary(byte Key, byte Code, byte Qualifier)
{
    private const byte NotReadyKey = 0x2;
    private const byte IllegalRequestKey = 0x5;
    private const byte InvalidOperationCode = 0x20;
    private const byte MediumNotPresentCode = 0x3A;
    private const byte MediumErrorKey = 0x3;
    private const byte HardwareErrorKey = 0x4;
    private const byte UnitAttentionKey = 0x6;
    private const byte AbortedCommandKey = 0xB;
    private const byte LogicalUnitNotSupportedCode = 0x25;

    public bool IsUnitAttention => Key == UnitAttentionKey;

    /// <summary>Another path may do it: the logical unit is not there, not accessible or not ready here, or the command was
    /// aborted.</summary>
    public bool IsPathFailure =>
        (Key is NotReadyKey && Code != MediumNotPresentCode) || Key == AbortedCommandKey || Code == LogicalUnitNotSupportedCode;

    /// <summary>
    /// The device itself answers: its medium is out, or it knows no such command, as an optical drive that is asked for a disk's.
    /// </summary>
    public bool IsAnswerOfDevice => (Key, Code) is (NotReadyKey, MediumNotPresentCode) or (IllegalRequestKey, InvalidOperationCode);

    /// <summary>The disk is gone or does not work, whatever is asked of it.</summary>
    public bool IsDiskFailure => Key is MediumErrorKey or HardwareErrorKey || Code == LogicalUnitNotSupportedCode;

    public static SenseSummary Of(ReadOnlySpan<byte> sense) => sense.Length == 0 ? default : (sense[0] & 0x7F) switch
    {
        0x70 or 0x71 when sense.Length >= 14 => new SenseSummary((byte)(sense[2] & 0xF), sense[12], sense[13]),
        0x72 or 0x73 when sense.Length >= 4 => new SenseSummary((byte)(sense[1] & 0xF), sense[2], sense[3]),
        _ => default,
    };

    public override string ToString() => $"{Key:x2}/{Code:x2}/{Qualifier:x2}";
}
