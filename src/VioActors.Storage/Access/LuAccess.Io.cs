using System.Runtime.CompilerServices;
using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <content>Reads and writes: the fast way for one mapped chunk, the general way for everything else.</content>
public sealed partial class LuAccess
{
    /// <summary>Reads <c>destination.Length</c> bytes from <paramref name="offsetBytes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the LU: the caller checks first.</exception>
    public ValueTask<StorageResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation = default)
    {
        var within = _options.ChunkSize.Within(offsetBytes);
        var oneChunk = !destination.IsEmpty && within + (long)destination.Length <= _options.ChunkSize.Bytes;
        if (!oneChunk || _lease is not { } lease || !lease.Gate.TryEnter())
            return ReadWaitingAsync(offsetBytes, destination, cancellation);
        ValueTask<StorageResult> pending;
        try
        {
            CheckRange(lease, offsetBytes, destination.Length);
            var address = lease.Grant.Map[_options.ChunkSize.IndexOf(offsetBytes)];
            if (!address.IsMapped)
            {
                lease.Gate.Leave();
                return ReadWaitingAsync(offsetBytes, destination, cancellation);
            }

            pending = _io.ReadAsync(address, within, destination, cancellation);
        }
        catch
        {
            lease.Gate.Leave();
            throw;
        }

        return LeaveAfter(lease, pending);
    }

    /// <summary>
    /// Writes all of <paramref name="source"/> at <paramref name="offsetBytes"/>. With <paramref name="forceUnitAccess"/> the bytes, and
    /// the allocation of their chunks, are on stable storage at the answer (SBC-4 4.15, FUA).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the LU: the caller checks first.</exception>
    public ValueTask<StorageResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool forceUnitAccess = false, CancellationToken cancellation = default)
    {
        var within = _options.ChunkSize.Within(offsetBytes);
        var oneChunk = !source.IsEmpty && within + (long)source.Length <= _options.ChunkSize.Bytes;
        if (!oneChunk || _lease is not { } lease || !lease.Gate.TryEnter())
            return WriteWaitingAsync(offsetBytes, source, forceUnitAccess, cancellation);
        ValueTask<StorageResult> pending;
        try
        {
            CheckRange(lease, offsetBytes, source.Length);
            var address = lease.Grant.Map[_options.ChunkSize.IndexOf(offsetBytes)];
            if (!address.IsMapped)
            {
                lease.Gate.Leave();
                return WriteWaitingAsync(offsetBytes, source, forceUnitAccess, cancellation);
            }

            pending = _io.WriteAsync(address, within, source, forceUnitAccess, cancellation);
        }
        catch
        {
            lease.Gate.Leave();
            throw;
        }

        return LeaveAfter(lease, pending);
    }

    private static ValueTask<StorageResult> LeaveAfter(LuLease lease, ValueTask<StorageResult> pending)
    {
        if (!pending.IsCompletedSuccessfully)
            return LeaveAfterAsync(lease, pending);
        lease.Gate.Leave();
        return pending;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<StorageResult> LeaveAfterAsync(LuLease lease, ValueTask<StorageResult> pending)
    {
        try
        {
            return await pending.ConfigureAwait(false);
        }
        finally
        {
            lease.Gate.Leave();
        }
    }

    private static void CheckRange(LuLease lease, long offsetBytes, long length)
    {
        if (offsetBytes < 0 || length < 0 || offsetBytes > lease.Grant.SizeBytes - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offsetBytes),
                offsetBytes,
                $"{length} bytes from here are not inside a logical unit of {lease.Grant.SizeBytes} bytes.");
        }
    }
}
