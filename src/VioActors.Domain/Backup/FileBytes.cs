namespace VioActors.Domain.Backup;

/// <summary>The content of a small file, compared by content. Immutable; thread-safe.</summary>
public sealed class FileBytes : IEquatable<FileBytes>
{
    private readonly byte[] _bytes;

    /// <summary>Takes a copy.</summary>
    public FileBytes(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    public int Count => _bytes.Length;

    public ReadOnlyMemory<byte> Memory => _bytes;

    public bool Equals(FileBytes? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as FileBytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{_bytes.Length} bytes";
}
