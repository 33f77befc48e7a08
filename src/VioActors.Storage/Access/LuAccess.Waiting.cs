using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <content>I/O that may have to wait: for a grant, for the owner's answer, for several chunks.</content>
public sealed partial class LuAccess
{
    /// <summary>Pieces of one I/O on the medium at once.</summary>
    private const int PiecesInFlightMax = 16;

    private ValueTask<StorageResult> ReadWaitingAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation) =>
        RunUnderGrantAsync(
            lease =>
            {
                CheckRange(lease, offsetBytes, destination.Length);
                return ReadPiecesAsync(lease, offsetBytes, destination, cancellation);
            },
            cancellation);

    private ValueTask<StorageResult> WriteWaitingAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
        RunUnderGrantAsync(
            async lease =>
            {
                CheckRange(lease, offsetBytes, source.Length);
                var mapped = await AllocateAllAsync(lease, offsetBytes, source.Length, cancellation).ConfigureAwait(false);
                return mapped == StorageResult.Ok
                    ? await WritePiecesAsync(lease, offsetBytes, source, forceUnitAccess).ConfigureAwait(false)
                    : mapped;
            },
            cancellation);

    private async Task<StorageResult> ReadPiecesAsync(
        LuLease lease, long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var pieces = new PieceWindow(PiecesInFlightMax);
        while (!destination.IsEmpty)
        {
            var length = PieceLength(offsetBytes, destination.Length);
            await pieces.AddAsync(ReadPieceAsync(lease, offsetBytes, destination[..length], cancellation)).ConfigureAwait(false);
            offsetBytes += length;
            destination = destination[length..];
        }

        return await pieces.EndAsync().ConfigureAwait(false);
    }

    private async Task<StorageResult> WritePiecesAsync(LuLease lease, long offsetBytes, ReadOnlyMemory<byte> source, bool durable)
    {
        var pieces = new PieceWindow(PiecesInFlightMax);
        while (!source.IsEmpty)
        {
            var length = PieceLength(offsetBytes, source.Length);
            var address = lease.Grant.Map[_options.ChunkSize.IndexOf(offsetBytes)];
            var within = _options.ChunkSize.Within(offsetBytes);
            await pieces.AddAsync(_io.WriteAsync(address, within, source[..length], durable, CancellationToken.None)).ConfigureAwait(false);
            offsetBytes += length;
            source = source[length..];
        }

        return await pieces.EndAsync().ConfigureAwait(false);
    }

    private async ValueTask<StorageResult> ReadPieceAsync(
        LuLease lease, long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var logicalChunk = _options.ChunkSize.IndexOf(offsetBytes);
        var address = lease.Grant.Map[logicalChunk];
        if (!address.IsMapped)
            address = lease.Grant.Shared[logicalChunk];
        if (!address.IsMapped)
        {
            var answer = await lease.Questions.FindAsync(logicalChunk, cancellation).ConfigureAwait(false);
            if (answer.Status == ChunkAnswerStatus.Unmapped)
            {
                destination.Span.Clear();
                return StorageResult.Ok;
            }

            if (answer.Status is not (ChunkAnswerStatus.Mapped or ChunkAnswerStatus.Shared))
                return Translate(answer.Status);
            address = answer.Address;
        }

        return await _io.ReadAsync(address, _options.ChunkSize.Within(offsetBytes), destination, CancellationToken.None)
            .ConfigureAwait(false);
    }

    private async Task<StorageResult> AllocateAllAsync(LuLease lease, long offsetBytes, int length, CancellationToken cancellation)
    {
        List<long>? lacking = null;
        var end = _options.ChunkSize.ChunksFor(offsetBytes + length);
        for (var logicalChunk = _options.ChunkSize.IndexOf(offsetBytes); length != 0 && logicalChunk < end; logicalChunk++)
        {
            if (!lease.Grant.Map[logicalChunk].IsMapped)
                (lacking ??= []).Add(logicalChunk);
        }

        return lacking is null ? StorageResult.Ok : Translate(await lease.Questions.MapAsync(lacking, cancellation).ConfigureAwait(false));
    }

    private static StorageResult Translate(ChunkAnswerStatus status) => status switch
    {
        ChunkAnswerStatus.Mapped => StorageResult.Ok,
        ChunkAnswerStatus.SpaceExhausted => StorageResult.SpaceExhausted,
        ChunkAnswerStatus.Revoked => StorageResult.Revoked,
        ChunkAnswerStatus.NotReady => StorageResult.NotReady,
        ChunkAnswerStatus.Gone => StorageResult.Gone,
        ChunkAnswerStatus.DataLost => StorageResult.DataLost,
        _ => throw new InvalidOperationException($"The map owner's answer {status} does not fit the question."),
    };

    private int PieceLength(long offsetBytes, int remaining) =>
        Math.Min(remaining, _options.ChunkSize.Bytes - _options.ChunkSize.Within(offsetBytes));

    /// <summary>Runs something under a valid grant, and again under the next one when it is turned back.</summary>
    private async ValueTask<StorageResult> RunUnderGrantAsync(Func<LuLease, Task<StorageResult>> work, CancellationToken cancellation)
    {
        while (true)
        {
            var (lease, refused) = await EnterAsync(cancellation).ConfigureAwait(false);
            if (lease is null)
                return refused;
            StorageResult result;
            try
            {
                result = await work(lease).ConfigureAwait(false);
            }
            finally
            {
                lease.Gate.Leave();
            }

            if (result != StorageResult.Revoked)
                return result;
            result = await AwaitNextAsync(lease, cancellation).ConfigureAwait(false);
            if (result != StorageResult.Ok)
                return result;
        }
    }

    /// <summary>Enters the gate of a valid grant, waiting for one if need be.</summary>
    private async ValueTask<(LuLease? Lease, StorageResult Refused)> EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var lease = _lease;
            if (lease is not null && lease.Gate.TryEnter())
                return (lease, default);
            var waited = await AwaitNextAsync(lease, cancellation).ConfigureAwait(false);
            if (waited != StorageResult.Ok)
                return (null, waited);
        }
    }

    /// <summary>Waits until the grant is another than <paramref name="former"/>.</summary>
    private async Task<StorageResult> AwaitNextAsync(LuLease? former, CancellationToken cancellation)
    {
        Task next;
        lock (_sync)
        {
            if (_closedWith is { } answer)
                return answer;
            if (!ReferenceEquals(_lease, former))
                return StorageResult.Ok;
            if (_options.GrantWaitLimit == TimeSpan.Zero)
                return StorageResult.Revoked;
            if (_waitingCount >= _options.WaitingCountMax)
                return StorageResult.NotReady;
            _waitingCount++;
            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(_options.GrantWaitLimit, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return StorageResult.NotReady;
        }
        finally
        {
            lock (_sync)
                _waitingCount--;
        }

        lock (_sync)
            return _closedWith ?? StorageResult.Ok;
    }
}
