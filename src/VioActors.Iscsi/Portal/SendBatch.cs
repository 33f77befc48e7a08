using System.Buffers;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// What one gathered send takes: headers and small data written one after the other in own memory, Data-In by reference.
/// Used by the thread which pumps the sender.
/// </summary>
internal sealed class SendBatch
{
    /// <summary>Well under the 1024 segments that the operating system takes in one call (IOV_MAX).</summary>
    public const int SegmentCountMax = 256;

    /// <summary>Enough for a socket buffer; more would only keep Data-In buffers for longer.</summary>
    private const int SizeBytesMax = 2 * 1024 * 1024;

    private const int ChunkSizeBytes = 64 * 1024;

    /// <summary>Data up to this size is copied behind its header: cheaper than a segment of its own.</summary>
    private const int CopySizeBytesMax = 4 * 1024;

    /// <summary>Never moved, so that its address can be given to the system as it is.</summary>
    private readonly byte[] _ownChunk = GC.AllocateUninitializedArray<byte>(ChunkSizeBytes, pinned: true);
    private readonly List<byte[]> _rentedChunks = [];
    private readonly List<TransferBuffer> _buffers = [];
    private byte[] _chunk;
    private int _used;

    public SendBatch() => _chunk = _ownChunk;

    public List<ArraySegment<byte>> Segments { get; } = [];

    public long SizeBytes { get; private set; }

    /// <summary>Sum of the costs of the queue entries that end in this batch.</summary>
    public long CostBytes { get; set; }

    /// <summary>With room for the segments of one more PDU.</summary>
    public bool IsFull => Segments.Count > SegmentCountMax - 4 || SizeBytes >= SizeBytesMax;

    /// <summary>Space for <paramref name="sizeBytes"/> bytes at the end of the batch.</summary>
    public Span<byte> Append(int sizeBytes)
    {
        if (_chunk.Length - _used < sizeBytes)
        {
            _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkSizeBytes, sizeBytes));
            _rentedChunks.Add(_chunk);
            _used = 0;
        }
        var last = Segments.Count > 0 ? Segments[^1] : default;
        if (last.Array == _chunk && last.Offset + last.Count == _used)
        {
            Segments[^1] = new ArraySegment<byte>(_chunk, last.Offset, last.Count + sizeBytes);
        }
        else
        {
            Segments.Add(new ArraySegment<byte>(_chunk, _used, sizeBytes));
        }
        _used += sizeBytes;
        SizeBytes += sizeBytes;
        return _chunk.AsSpan(_used - sizeBytes, sizeBytes);
    }

    /// <summary>The array stays where it is without being pinned.</summary>
    public bool IsPinned(byte[] array) => ReferenceEquals(array, _ownChunk);

    public void Append(ArraySegment<byte> shared)
    {
        if (shared.Count <= CopySizeBytesMax)
        {
            shared.AsSpan().CopyTo(Append(shared.Count));
            return;
        }
        Segments.Add(shared);
        SizeBytes += shared.Count;
    }

    /// <summary>Takes over a buffer until the batch is sent; nobody else uses it any more.</summary>
    public void Own(TransferBuffer buffer) => _buffers.Add(buffer);

    public void Clear()
    {
        Segments.Clear();
        _buffers.ForEach(static buffer => buffer.Recycle());
        _buffers.Clear();
        _rentedChunks.ForEach(static chunk => ArrayPool<byte>.Shared.Return(chunk));
        _rentedChunks.Clear();
        (_chunk, _used, SizeBytes, CostBytes) = (_ownChunk, 0, 0, 0);
    }
}
