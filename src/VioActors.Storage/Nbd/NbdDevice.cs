using System.Buffers;
using VioActors.Storage.Devices;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Nbd;

/// <summary>
/// An NBD export as the medium of a physical volume. Large transfers go in pieces of 1 MiB at most, several at once. Thread-safe.
/// </summary>
public sealed class NbdDevice : IVolumeDevice
{
    private const int PieceBytesMax = 1024 * 1024;
    private const int ZeroPieceBytesMax = 64 * 1024 * 1024;
    private const int PiecesInFlightMax = 8;
    private static readonly byte[] Zeros = new byte[256 * 1024];

    private readonly NbdClient _client;
    private readonly bool _writeThrough;
    private readonly int _pieceBytes;
    private readonly SemaphoreSlim _partial = new(1, 1);

    private NbdDevice(NbdClient client, bool writeThrough)
    {
        (_client, _writeThrough) = (client, writeThrough);
        _pieceBytes = Math.Min(PieceBytesMax, client.Export.MaxPayloadBytes);
    }

    public NbdClient Client => _client;

    public long LengthBytes => _client.Export.SizeBytes;

    public int SectorBytes => _client.Export.MinBlockBytes;

    /// <inheritdoc/>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, string?>? VerifyHeader
    {
        set => _client.Verify = value is null ? null : connection => VerifyAsync(connection, value);
    }

    private NbdFeatures Features => _client.Export.Features;

    /// <summary>Connects, and checks that the server can do what a pool needs.</summary>
    /// <exception cref="IOException">It cannot be reached, or is not suitable; the message names it and says why.</exception>
    public static async Task<NbdDevice> ConnectAsync(
        NbdAddress address, NbdOptions? options, TimeProvider time, CancellationToken cancellation = default)
    {
        options ??= new NbdOptions { WriteThrough = !address.WriteBack };
        var client = await NbdClient.ConnectAsync(address, options, time, cancellation).ConfigureAwait(false);
        var problem = FindProblem(client.Export, options);
        if (problem is null)
            return new NbdDevice(client, options.WriteThrough);
        client.Dispose();
        throw new IOException($"Connecting to {address}: {problem}.");
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ReadAsync(long positionBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        if (!IsAligned(positionBytes, destination.Length))
            return ReadPartialAsync(positionBytes, destination, cancellation);
        return destination.Length <= _pieceBytes
            ? _client.RunAsync(Read(positionBytes, destination), cancellation)
            : InPiecesAsync(
                destination.Length, _pieceBytes,
                (at, length) => _client.RunAsync(Read(positionBytes + at, destination.Slice((int)at, length)), cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> WriteAsync(
        long positionBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        if (!IsAligned(positionBytes, source.Length))
            return WritePartialAsync(positionBytes, source, durable, cancellation);
        durable |= _writeThrough;
        return source.Length <= _pieceBytes
            ? WriteAlignedAsync(positionBytes, source, durable, cancellation)
            : InPiecesAsync(
                source.Length, _pieceBytes,
                (at, length) => WriteAlignedAsync(positionBytes + at, source.Slice((int)at, length), durable, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<VolumeResult> ZeroAsync(long positionBytes, long lengthBytes, CancellationToken cancellation)
    {
        if ((Features & NbdFeatures.WriteZeroes) != 0 && IsAligned(positionBytes, lengthBytes))
        {
            return InPiecesAsync(lengthBytes, ZeroPieceBytesMax, (at, length) => ChangeAsync(
                new NbdRequest(NbdCommand.WriteZeroes, positionBytes + at, length), _writeThrough, cancellation));
        }

        return InPiecesAsync(lengthBytes, Math.Min(Zeros.Length, _pieceBytes), (at, length) =>
            WriteAsync(positionBytes + at, Zeros.AsMemory(0, length), false, cancellation));
    }

    /// <summary>
    /// Says that the range is of no more use. A hint: what it reads as afterwards is open (NBD_CMD_TRIM). Nothing without the server's
    /// support.
    /// </summary>
    public ValueTask<VolumeResult> TrimAsync(long positionBytes, long lengthBytes, CancellationToken cancellation) =>
        (Features & NbdFeatures.Trim) == 0 || !IsAligned(positionBytes, lengthBytes)
            ? VolumeResult.OkTask
            : InPiecesAsync(lengthBytes, ZeroPieceBytesMax, (at, length) => ChangeAsync(
                new NbdRequest(NbdCommand.Trim, positionBytes + at, length), false, cancellation));

    /// <inheritdoc/>
    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => (Features & NbdFeatures.Flush) == 0
        ? VolumeResult.OkTask
        : _client.RunAsync(new NbdRequest(NbdCommand.Flush, 0, 0), cancellation);

    /// <summary>True: NBD has no lock, the pool's owner is one by the database alone.</summary>
    public bool TryOwn() => true;

    public void Dispose() => _client.Dispose();

    private static string? FindProblem(NbdExport export, NbdOptions options) =>
        export.Has(NbdFeatures.ReadOnly) ? "the server exports it read-only"
        : !export.Has(NbdFeatures.Flush) && !export.Has(NbdFeatures.ForceUnitAccess)
            ? "the server has neither flush nor FUA, so nothing could be made durable"
        : !options.WriteThrough && !export.Has(NbdFeatures.Flush) ? "cache=writeback needs a server with flush"
        : options.RequireSharing && !export.Has(NbdFeatures.MultiConnection)
            ? "the server does not promise that all connections see the same bytes (NBD_FLAG_CAN_MULTI_CONN); start qemu-nbd with "
                + "--shared=0, or nbdkit with a plugin that can"
        : null;

    private static NbdRequest Read(long positionBytes, Memory<byte> destination) =>
        new(NbdCommand.Read, positionBytes, destination.Length) { Destination = destination };

    private ValueTask<VolumeResult> WriteAlignedAsync(
        long positionBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) =>
        ChangeAsync(new NbdRequest(NbdCommand.Write, positionBytes, source.Length) { Source = source }, durable, cancellation);

    /// <summary>With FUA where the server has it, otherwise with a flush behind it.</summary>
    private async ValueTask<VolumeResult> ChangeAsync(NbdRequest request, bool durable, CancellationToken cancellation)
    {
        var fua = durable && (Features & NbdFeatures.ForceUnitAccess) != 0;
        var changed = await _client.RunAsync(request with { ForceUnitAccess = fua }, cancellation).ConfigureAwait(false);
        return changed.IsOk && durable && !fua ? await FlushAsync(CancellationToken.None).ConfigureAwait(false) : changed;
    }

    /// <summary>All pieces end before the answer, since they use the caller's buffer; it is the first failure.</summary>
    private static async ValueTask<VolumeResult> InPiecesAsync(
        long lengthBytes, int pieceBytes, Func<long, int, ValueTask<VolumeResult>> run)
    {
        var pending = new Queue<Task<VolumeResult>>();
        var result = VolumeResult.Ok;
        for (long at = 0; at < lengthBytes && result.IsOk; at += pieceBytes)
        {
            pending.Enqueue(run(at, (int)Math.Min(pieceBytes, lengthBytes - at)).AsTask());
            if (pending.Count >= PiecesInFlightMax)
                result = await pending.Dequeue().ConfigureAwait(false);
        }

        while (pending.TryDequeue(out var piece))
        {
            var ended = await piece.ConfigureAwait(false);
            result = result.IsOk ? ended : result;
        }

        return result;
    }

    /// <summary>Ranges that are no multiples of the server's block: a larger one is read, and written back under one lock.</summary>
    private async ValueTask<VolumeResult> ReadPartialAsync(long positionBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var (start, length) = Around(positionBytes, destination.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = await ReadAsync(start, whole.AsMemory(0, length), cancellation).ConfigureAwait(false);
            if (read.IsOk)
                whole.AsMemory((int)(positionBytes - start), destination.Length).CopyTo(destination);
            return read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private async ValueTask<VolumeResult> WritePartialAsync(
        long positionBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var (start, length) = Around(positionBytes, source.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        await _partial.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var read = await ReadAsync(start, whole.AsMemory(0, length), cancellation).ConfigureAwait(false);
            if (!read.IsOk)
                return read with { Status = read.Status == VolumeStatus.ReadError ? VolumeStatus.WriteError : read.Status };
            source.CopyTo(whole.AsMemory((int)(positionBytes - start)));
            return await WriteAsync(start, whole.AsMemory(0, length), durable, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _partial.Release();
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private (long Start, int Length) Around(long positionBytes, int lengthBytes)
    {
        var start = positionBytes & ~(SectorBytes - 1L);
        var end = (positionBytes + lengthBytes + SectorBytes - 1) & ~(SectorBytes - 1L);
        return (start, (int)(end - start));
    }

    private bool IsAligned(long positionBytes, long lengthBytes) => ((positionBytes | lengthBytes) & (SectorBytes - 1)) == 0;

    private static async Task<string?> VerifyAsync(
        NbdConnection connection, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, string?> verify)
    {
        var copies = new byte[2 * VolumeHeaderCodec.CopyBytes];
        for (var i = 0; i < 2; i++)
        {
            var copy = copies.AsMemory(i * VolumeHeaderCodec.CopyBytes, VolumeHeaderCodec.CopyBytes);
            var read = await connection.RunAsync(Read(i * VolumeHeaderCodec.SecondCopyOffsetBytes, copy)).ConfigureAwait(false);
            if (read is not { End: NbdEnd.Answered, Errno: 0 })
                return read.Detail;
        }

        return verify(copies.AsMemory(0, VolumeHeaderCodec.CopyBytes), copies.AsMemory(VolumeHeaderCodec.CopyBytes));
    }
}
