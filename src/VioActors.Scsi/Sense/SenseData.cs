using System.Buffers.Binary;

namespace VioActors.Scsi.Sense;

/// <summary>
/// Sense data before encoding (SPC-4 clause 4.5): a code, and what the INFORMATION and FIELD POINTER fields say. Immutable.
/// </summary>
/// <param name="Code">Key, code, qualifier.</param>
/// <param name="Information">INFORMATION field, e.g. an LBA or a byte offset; null: not valid.</param>
/// <param name="Field">Sense-key specific field pointer, for ILLEGAL REQUEST.</param>
/// <param name="Progress">Progress indication in 65536ths, for NOT READY and NO SENSE; not together with a field pointer.</param>
public readonly record struct SenseData(SenseCode Code, ulong? Information = null, FieldPointer? Field = null, ushort? Progress = null)
{
    public const int FixedSizeBytes = 18;

    private const byte FixedCurrent = 0x70;
    private const byte DescriptorCurrent = 0x72;

    /// <summary>
    /// Encodes as current errors in fixed or descriptor format (D_SENSE of the control mode page, or DESC of REQUEST SENSE).
    /// </summary>
    public byte[] Encode(bool descriptor) => descriptor ? EncodeDescriptor() : EncodeFixed();

    private bool HasSpecific => Field is not null || Progress is not null;

    /// <summary>SPC-4 clause 4.5.3. An INFORMATION value over 32 bits does not fit: VALID stays 0.</summary>
    private byte[] EncodeFixed()
    {
        var sense = new byte[FixedSizeBytes];
        sense[0] = FixedCurrent;
        sense[2] = (byte)Code.Key;
        sense[7] = FixedSizeBytes - 8;
        sense[12] = Code.Asc;
        sense[13] = Code.Ascq;
        if (Information is { } information and <= uint.MaxValue)
        {
            sense[0] |= 0x80;
            BinaryPrimitives.WriteUInt32BigEndian(sense.AsSpan(3), (uint)information);
        }

        EncodeSpecific(sense.AsSpan(15));
        return sense;
    }

    /// <summary>Sense-key specific bytes (SPC-4 clause 4.5.2.4): a field pointer, or how far an operation is.</summary>
    private void EncodeSpecific(Span<byte> bytes)
    {
        Field?.Encode(bytes);
        if (Progress is { } progress)
        {
            bytes[0] = 0x80;
            BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], progress);
        }
    }

    /// <summary>SPC-4 clause 4.5.2: an information descriptor (type 0) and a sense-key specific descriptor (type 2) as needed.</summary>
    private byte[] EncodeDescriptor()
    {
        var sense = new byte[8 + (Information is null ? 0 : 12) + (HasSpecific ? 8 : 0)];
        sense[0] = DescriptorCurrent;
        sense[1] = (byte)Code.Key;
        sense[2] = Code.Asc;
        sense[3] = Code.Ascq;
        sense[7] = (byte)(sense.Length - 8);
        var next = sense.AsSpan(8);
        if (Information is { } information)
        {
            next[1] = 0x0A;
            next[2] = 0x80;
            BinaryPrimitives.WriteUInt64BigEndian(next[4..], information);
            next = next[12..];
        }

        if (HasSpecific)
        {
            next[0] = 0x02;
            next[1] = 0x06;
            EncodeSpecific(next[4..]);
        }

        return sense;
    }
}
