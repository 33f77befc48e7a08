namespace Akka.Remote.Wire;

/// <summary>The fields of a frame, as they came. See <see cref="FrameFields"/>.</summary>
internal ref struct FrameHeader
{
    public int RecipientId;
    public ReadOnlySpan<byte> RecipientPath;
    public int SenderId;
    public ReadOnlySpan<byte> SenderPath;
    public int SerializerId;
    public int ManifestId;
    public ReadOnlySpan<byte> ManifestText;
    public ulong Sequence;
    public bool ResetTables;

    /// <summary>The payload is a part of one that is longer than a frame.</summary>
    public bool IsPart;

    /// <summary>With the first part: bytes of the whole payload; else 0.</summary>
    public int Total;

    /// <summary>Field number of the one control field of the frame, 0 in a frame with a message.</summary>
    public int Control;

    public ulong ControlNumber;
    public ReadOnlySpan<byte> ControlMessage;

    /// <summary>Where the payload begins in the frame; -1 when there is none.</summary>
    public int PayloadOffset;

    public int PayloadLength;

    /// <summary>
    /// Reads a frame of <paramref name="frameLength"/> bytes, of which <paramref name="bytes"/> are the first ones (all of them but for a
    /// long payload). Throws <see cref="WireFormatException"/>.
    /// </summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes, int frameLength)
    {
        var header = new FrameHeader { PayloadOffset = -1 };
        var reader = new WireReader(bytes, frameLength);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case FrameFields.Recipient:
                    header.RecipientId = reader.Int32();
                    break;
                case FrameFields.RecipientPath:
                    header.RecipientPath = reader.Bytes();
                    break;
                case FrameFields.Sender:
                    header.SenderId = reader.Int32();
                    break;
                case FrameFields.SenderPath:
                    header.SenderPath = reader.Bytes();
                    break;
                case FrameFields.Serializer:
                    header.SerializerId = reader.SignedInt32();
                    break;
                case FrameFields.Manifest:
                    header.ManifestId = reader.Int32();
                    break;
                case FrameFields.ManifestText:
                    header.ManifestText = reader.Bytes();
                    break;
                case FrameFields.Payload or FrameFields.Part:
                    header.IsPart = field == FrameFields.Part;
                    header.PayloadLength = reader.Length();
                    header.PayloadOffset = reader.Position;
                    if (header.PayloadOffset + header.PayloadLength != frameLength)
                        throw new WireFormatException("The payload is not the last field of its frame.");
                    return header;
                default:
                    header.ReadRare(field, ref reader);
                    break;
            }
        }

        return header;
    }

    private void ReadRare(int field, ref WireReader reader)
    {
        switch (field)
        {
            case FrameFields.Sequence:
                Sequence = reader.Number();
                break;
            case FrameFields.ResetTables:
                ResetTables = reader.Flag();
                break;
            case FrameFields.Total:
                Total = reader.Int32();
                break;
            case FrameFields.Hello or FrameFields.Challenge or FrameFields.Proof or FrameFields.Welcome or FrameFields.Refusal:
                Control = field;
                ControlMessage = reader.Bytes();
                break;
            case FrameFields.Ack or FrameFields.Ping or FrameFields.Pong or FrameFields.Flush or FrameFields.Flushed
                or FrameFields.Goodbye or FrameFields.Quarantined:
                Control = field;
                ControlNumber = reader.Number();
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
