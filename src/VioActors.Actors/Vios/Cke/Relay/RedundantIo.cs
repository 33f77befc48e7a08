using System.Runtime.CompilerServices;
using VioActors.Domain.Values;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// The bytes of one LU, on the own path while that reaches them and through a peer's otherwise (RED-2, RED-8): the caller sees one result.
/// What fails on the own path as a medium error is tried at a peer before the caller is told. Allocates nothing while the own path works.
/// Thread-safe.
/// </summary>
internal sealed class RedundantIo(LuAccess access, LuUdid lu, IoRelay relay)
{
    public ValueTask<StorageResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var reading = access.ReadAsync(offsetBytes, destination, cancellation);
        if (!reading.IsCompletedSuccessfully)
            return ReadOnAsync(reading, offsetBytes, destination, cancellation);
        var result = reading.Result;
        return result is StorageResult.PathLost or StorageResult.ReadError
            ? ReadOnAsync(new(result), offsetBytes, destination, cancellation)
            : new(result);
    }

    public ValueTask<StorageResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var writing = access.WriteAsync(offsetBytes, source, durable, cancellation);
        if (!writing.IsCompletedSuccessfully)
            return WriteOnAsync(writing, offsetBytes, source, durable, cancellation);
        var result = writing.Result;
        return result is StorageResult.PathLost or StorageResult.WriteError
            ? WriteOnAsync(new(result), offsetBytes, source, durable, cancellation)
            : new(result);
    }

    /// <summary>A write in one step; where the own path fails, a peer runs it, under a grant of its own.</summary>
    public async ValueTask<StorageResult> WriteAtomicAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, CancellationToken cancellation)
    {
        var result = await access.WriteAtomicAsync(offsetBytes, source, cancellation).ConfigureAwait(false);
        for (var again = false; result == StorageResult.PathLost; again = true)
        {
            if (await relay.WriteAtomicAsync(access, lu, offsetBytes, source, again, cancellation).ConfigureAwait(false) is { } answer)
                return answer;
            await LeaveThread();
            result = await access.WriteAtomicAsync(offsetBytes, source, cancellation).ConfigureAwait(false);
        }

        return result;
    }

    public ValueTask<StorageResult> FlushAsync(CancellationToken cancellation)
    {
        var flushing = access.FlushAsync(cancellation);
        if (!flushing.IsCompletedSuccessfully)
            return FlushOnAsync(flushing, cancellation);
        var result = flushing.Result;
        return result == StorageResult.PathLost ? FlushOnAsync(new(result), cancellation) : new(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> ReadOnAsync(
        ValueTask<StorageResult> local, long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var result = await local.ConfigureAwait(false);
        for (var again = false; result == StorageResult.PathLost; again = true)
        {
            if (await relay.ReadAsync(access, lu, offsetBytes, destination, again, cancellation).ConfigureAwait(false) is { } answer)
                return answer;
            await LeaveThread();
            result = await access.ReadAsync(offsetBytes, destination, cancellation).ConfigureAwait(false);
        }

        // The way to the medium may be what fails, not the medium: a peer's way is another one (RED-9).
        return result == StorageResult.ReadError
            && await relay.ReadElsewhereAsync(lu, offsetBytes, destination, cancellation).ConfigureAwait(false)
                ? StorageResult.Ok
                : result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> WriteOnAsync(
        ValueTask<StorageResult> local, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var result = await local.ConfigureAwait(false);
        for (var again = false; result == StorageResult.PathLost; again = true)
        {
            if (await relay.WriteAsync(access, lu, offsetBytes, source, durable, again, cancellation).ConfigureAwait(false) is { } answer)
                return answer;
            await LeaveThread();
            result = await access.WriteAsync(offsetBytes, source, durable, cancellation).ConfigureAwait(false);
        }

        // It has ended here, so a repeat elsewhere cannot be overtaken by it.
        return result == StorageResult.WriteError
            && await relay.WriteElsewhereAsync(lu, offsetBytes, source, durable, cancellation).ConfigureAwait(false)
                ? StorageResult.Ok
                : result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> FlushOnAsync(ValueTask<StorageResult> local, CancellationToken cancellation)
    {
        var result = await local.ConfigureAwait(false);
        for (var again = false; result == StorageResult.PathLost; again = true)
        {
            if (await relay.FlushAsync(access, lu, again, cancellation).ConfigureAwait(false) is { } answer)
                return answer;
            await LeaveThread();
            result = await access.FlushAsync(cancellation).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Here runs what takes the answers of a peer, or tells that the path is back: the own path may block.</summary>
    private static ConfiguredTaskAwaitable LeaveThread() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
