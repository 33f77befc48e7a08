namespace VioActors.Scsi.Sense;

/// <summary>Sense key, additional sense code and qualifier with the name that SPC-4 annex F gives them. Immutable.</summary>
/// <param name="Key">Sense key.</param>
/// <param name="Asc">Additional sense code.</param>
/// <param name="Ascq">Additional sense code qualifier.</param>
/// <param name="Name">The standard's text, for people.</param>
public readonly record struct SenseCode(SenseKey Key, byte Asc, byte Ascq, string Name)
{
    /// <summary>The form people write: <c>05/24/00</c>.</summary>
    public override string ToString() => $"{(byte)Key:X2}/{Asc:X2}/{Ascq:X2} {Name}";
}
