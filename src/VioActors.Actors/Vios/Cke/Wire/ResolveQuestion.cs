using System.Buffers.Binary;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// Payload of a <see cref="CkeFrameKind.Resolve"/> frame, 32 bytes: whether a write was run, and an order not to run it if it was not
/// (RED-3). Asked of a third VIOS the party is the one that has the write; passed on by that one it is the origin of the write.
/// <para>0 VIOS (16) · 16 incarnation (8) · 24 number of the write (8).</para>
/// </summary>
internal readonly record struct ResolveQuestion(CkeParty Party, ulong Number)
{
    public const int SizeBytes = 32;

    public byte[] ToBytes()
    {
        var bytes = new byte[SizeBytes];
        Party.Vios.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), Party.Incarnation);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), Number);
        return bytes;
    }

    /// <exception cref="CkeProtocolException">It names no VIOS.</exception>
    public static ResolveQuestion Read(ReadOnlySpan<byte> bytes)
    {
        var vios = new Guid(bytes[..16], bigEndian: true);
        return vios == Guid.Empty
            ? throw new CkeProtocolException("a question names no VIOS")
            : new ResolveQuestion(
                new CkeParty(new VioUuid(vios), BinaryPrimitives.ReadInt64BigEndian(bytes[16..])),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));
    }
}
