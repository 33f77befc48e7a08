using System.Buffers.Binary;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>What a frame between two CKEs is. Values are sent: never renumbered.</summary>
internal enum CkeFrameKind : byte
{
    Hello = 1,
    Proof = 2,
    Ping = 3,
    Pong = 4,
    Read = 5,
    Write = 6,
    Flush = 7,
    Answer = 8,
    Resolve = 9,

    /// <summary>A message to or from the VIOS DB (RED-5).</summary>
    Db = 10,
}

/// <summary>What a message to the VIOS DB is. Values are sent: never renumbered.</summary>
internal enum DbFrameUse : byte
{
    /// <summary>Its sender may get any number of messages.</summary>
    News = 0,

    /// <summary>Its sender gets one answer.</summary>
    Question = 1,

    /// <summary>No message: nobody wants anything any more.</summary>
    Close = 2,
}

/// <summary>
/// Header of a frame between two CKEs: 48 bytes, numbers in network byte order, then the payload.
/// <para>0 payload length (4) · 4 kind (1) · 5 flags (1) · 6 result (1) · 7 zero · 8 request (8) · 16 LU (16) · 32 offset in bytes (8) · 40
/// count in bytes (4) · 44 zero (4).</para>
/// </summary>
/// <param name="Flags">
/// Write: 1 durable, 2 in one step. Ping and pong: 1 the sender's own fabric is up; pong: 2 its own way to the VIOS DB is lost. Resolve:
/// how often it may still be passed on. Its answer: 1 resolved. Db: a <see cref="DbFrameUse"/>.
/// </param>
/// <param name="Result">Answer: a <see cref="Storage.StorageResult"/>.</param>
/// <param name="Request">Number that the origin gives each request and repeats with each repeat (RED-3); ping: its number; Db: who gets
/// the answers.</param>
internal readonly record struct CkeFrame(
    CkeFrameKind Kind, byte Flags, byte Result, ulong Request, UInt128 Lu, long Offset, int Count, int PayloadLength)
{
    public const int SizeBytes = 48;

    /// <summary>Largest payload, in bytes; longer I/O is sent in pieces.</summary>
    public const int PayloadLengthMax = 1 << 20;

    /// <summary>Largest message to or from the VIOS DB, in bytes.</summary>
    public const int DbPayloadLengthMax = 8 << 20;

    public const byte Set = 1;

    /// <summary>Of a write: it is seen as a whole or not at all.</summary>
    public const byte Atomic = 2;

    /// <summary>In a pong.</summary>
    public const byte DbLost = 2;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes, PayloadLength);
        bytes[4] = (byte)Kind;
        bytes[5] = Flags;
        bytes[6] = Result;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Request);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Lu);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], Offset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[40..], Count);
        bytes[44..SizeBytes].Clear();
    }

    /// <exception cref="CkeProtocolException">The header is not one of this protocol.</exception>
    public static CkeFrame Read(ReadOnlySpan<byte> bytes)
    {
        var frame = new CkeFrame(
            (CkeFrameKind)bytes[4], bytes[5], bytes[6],
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes));
        if (frame.Kind is < CkeFrameKind.Hello or > CkeFrameKind.Db)
            throw new CkeProtocolException($"a frame of kind {bytes[4]} is not known");
        var lengthMax = frame.Kind == CkeFrameKind.Db ? DbPayloadLengthMax : PayloadLengthMax;
        if (frame.PayloadLength < 0 || frame.PayloadLength > lengthMax)
            throw new CkeProtocolException($"a frame says {frame.PayloadLength} bytes of payload; at most {lengthMax} are allowed");
        if (frame.Kind is CkeFrameKind.Read or CkeFrameKind.Write
            && (frame.Offset < 0 || frame.Count is < 1 or > PayloadLengthMax || frame.Offset > long.MaxValue - frame.Count))
        {
            throw new CkeProtocolException($"a request for {frame.Count} bytes at {frame.Offset} is impossible");
        }

        var payload = frame.Kind switch
        {
            CkeFrameKind.Write => frame.Count,
            CkeFrameKind.Resolve => frame.Count == ResolveQuestion.SizeBytes ? ResolveQuestion.SizeBytes : -1,
            CkeFrameKind.Read or CkeFrameKind.Flush or CkeFrameKind.Ping or CkeFrameKind.Pong => 0,
            _ => frame.PayloadLength,
        };
        return payload == frame.PayloadLength
            ? frame
            : throw new CkeProtocolException($"a {frame.Kind} frame carries {frame.PayloadLength} bytes instead of {payload}");
    }
}

/// <summary>The other side does not keep to the protocol; the connection is of no more use.</summary>
internal sealed class CkeProtocolException(string message) : IOException($"Interconnect: {message}.");
