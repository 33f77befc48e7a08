namespace Akka.Serialization;

/// <summary>
/// A serializer that writes into and reads from the buffers of the network, without an array in between. Implementations are thread-safe.
/// </summary>
internal interface ISpanSerializer
{
    /// <summary>Number of bytes that <see cref="Write"/> will fill for <paramref name="obj"/>.</summary>
    int SizeOf(object obj);

    /// <summary>Fills <paramref name="target"/>, which has exactly <see cref="SizeOf"/> bytes.</summary>
    void Write(object obj, Span<byte> target);

    /// <summary>The object of <paramref name="bytes"/>, as FromBinary reads it.</summary>
    object Read(ReadOnlySpan<byte> bytes, string manifest);
}
