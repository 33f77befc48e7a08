namespace Akka.Remote.Wire;

/// <summary>
/// Field numbers of a frame, as in <c>docs/remote-protocol.proto</c>. On the wire a frame is its length (4 bytes, little endian) and the
/// Protobuf message of that length.
/// </summary>
internal static class FrameFields
{
    public const int Recipient = 1;
    public const int RecipientPath = 2;
    public const int Sender = 3;
    public const int SenderPath = 4;
    public const int Serializer = 5;
    public const int Manifest = 6;
    public const int ManifestText = 7;
    public const int Sequence = 8;
    public const int ResetTables = 9;

    /// <summary>Bytes of the payload of a message that comes in parts; in the frame of its first part only.</summary>
    public const int Total = 10;

    /// <summary>A part of a payload; the last field of its frame. The next message frame of the stream has the next part.</summary>
    public const int Part = 14;

    /// <summary>Always the last field of a frame that has one.</summary>
    public const int Payload = 15;

    public const int Hello = 16;
    public const int Challenge = 17;
    public const int Proof = 18;
    public const int Welcome = 19;
    public const int Refusal = 20;
    public const int Ack = 21;
    public const int Ping = 22;
    public const int Pong = 23;
    public const int Quarantined = 24;
    public const int Flush = 25;
    public const int Flushed = 26;
    public const int Goodbye = 27;

    /// <summary>Bytes of the length before a frame.</summary>
    public const int PrefixLength = 4;

    /// <summary>
    /// Entries of the table of paths, and of that of manifests, of one connection. A table that is full is emptied on both sides, so a
    /// peer cannot make us keep more.
    /// </summary>
    public const int TableSizeMax = 4096;

    /// <summary>Bytes of a path at most.</summary>
    public const int PathLengthMax = 4096;

    /// <summary>Bytes of a manifest at most.</summary>
    public const int ManifestLengthMax = 1024;

    /// <summary>Bytes of a frame that may come before its payload.</summary>
    public const int HeaderLengthMax = (2 * PathLengthMax) + ManifestLengthMax + 128;

    /// <summary>Bytes of a part at most: what waits behind one on a connection waits for no more.</summary>
    public const int PartLengthMax = 256 * 1024;

    /// <summary>Frames of a peer that has not proved who it is are not longer.</summary>
    public const int HandshakeFrameLengthMax = 4096;
}
