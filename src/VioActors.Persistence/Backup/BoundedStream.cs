namespace VioActors.Persistence.Backup;

/// <summary>
/// Gives the bytes of another stream and refuses to give more than the limit: a small file that becomes a large one when decompressed ends
/// here. Not thread-safe. Leaves the other stream open.
/// </summary>
/// <param name="what">Of what the bytes are, for the message.</param>
internal sealed class BoundedStream(Stream inner, long limitBytes, string what) : Stream
{
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="BackupFormatException">The limit is exceeded, or the compressed bytes are damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = inner.Read(buffer);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException)
        {
            throw new BackupFormatException($"Cannot read {what}: the compressed data is damaged or cut off.", damaged);
        }

        BytesRead += count;
        return BytesRead <= limitBytes
            ? count
            : throw new BackupFormatException($"Cannot read {what}: it has more than {limitBytes} bytes, which is the limit.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
