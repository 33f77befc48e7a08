namespace VioActors.Scsi.Sense;

/// <summary>Which field of the CDB or of the parameter list is in error (SPC-4 clause 4.5.2.4.2). Immutable.</summary>
/// <param name="InCdb">True: the CDB; false: the parameter list in the Data-Out buffer.</param>
/// <param name="ByteIndex">First byte of the field.</param>
/// <param name="BitIndex">Most significant bit of the field in that byte, or null when the whole byte is meant.</param>
public readonly record struct FieldPointer(bool InCdb, ushort ByteIndex, byte? BitIndex)
{
    public static FieldPointer Cdb(int byteIndex, int? bitIndex = null) => new(true, (ushort)byteIndex, (byte?)bitIndex);

    public static FieldPointer Parameter(int byteIndex, int? bitIndex = null) => new(false, (ushort)byteIndex, (byte?)bitIndex);

    /// <summary>Writes the three sense-key specific bytes with SKSV set.</summary>
    internal void Encode(Span<byte> destination)
    {
        destination[0] = (byte)(0x80 | (InCdb ? 0x40 : 0) | (BitIndex is { } bit ? 0x08 | bit : 0));
        destination[1] = (byte)(ByteIndex >> 8);
        destination[2] = (byte)ByteIndex;
    }
}
