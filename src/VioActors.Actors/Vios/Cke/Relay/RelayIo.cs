using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>An I/O that is to run at a peer, whichever that will be. Its memory belongs to the caller until it has ended.</summary>
internal readonly record struct RelayIo(
    CkeFrameKind Kind, bool Durable, LuUdid Lu, long Offset, Memory<byte> Destination, ReadOnlyMemory<byte> Source)
{
    /// <summary>Bytes.</summary>
    public int Count => Destination.Length + Source.Length;

    /// <summary>The unit on the own path; null: whether that is up decides.</summary>
    public LuAccess? Own { get; init; }

    /// <summary>A write that is seen as a whole or not at all.</summary>
    public bool Atomic { get; init; }

    private byte Flags => (byte)((Durable ? CkeFrame.Set : 0) | (Atomic ? CkeFrame.Atomic : 0));

    public static RelayIo Read(LuUdid lu, long offset, Memory<byte> destination) =>
        new(CkeFrameKind.Read, false, lu, offset, destination, default);

    public static RelayIo Write(LuUdid lu, long offset, ReadOnlyMemory<byte> source, bool durable) =>
        new(CkeFrameKind.Write, durable, lu, offset, default, source);

    public static RelayIo Flush(LuUdid lu) => new(CkeFrameKind.Flush, false, lu, 0, default, default);

    /// <summary>The own path reaches the bytes; null: nobody says.</summary>
    public bool? IsReached() => Own is null ? null : Kind == CkeFrameKind.Flush ? Own.IsReached() : Own.IsReached(Offset, Count);

    /// <summary>A part of a read or write, in bytes from its beginning.</summary>
    public RelayIo Piece(int begin, int count) => Kind == CkeFrameKind.Read
        ? this with { Offset = Offset + begin, Destination = Destination.Slice(begin, count) }
        : this with { Offset = Offset + begin, Source = Source.Slice(begin, count) };

    /// <summary>For one peer, at most <see cref="CkeFrame.PayloadLengthMax"/> bytes.</summary>
    /// <param name="number">Gives its number, when it goes.</param>
    public RelayRequest Request(Func<ulong> number) => new(
        new CkeFrame(Kind, Flags, 0, 0, Lu.Value, Offset, Count, Source.Length), Destination, Source, number);
}
