namespace VioActors.Domain.Memory;

/// <summary>Bytes of one or more pages in a message; equal when the bytes are. Whoever makes it does not change them any more.</summary>
public sealed class PageBytes(ReadOnlyMemory<byte> memory) : IEquatable<PageBytes>
{
    public ReadOnlyMemory<byte> Memory => memory;

    public bool Equals(PageBytes? other) => other is not null && memory.Span.SequenceEqual(other.Memory.Span);

    public override bool Equals(object? obj) => Equals(obj as PageBytes);

    public override int GetHashCode() => memory.Length;

    public override string ToString() => $"{memory.Length} bytes";
}
