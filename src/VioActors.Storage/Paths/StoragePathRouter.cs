using System.Runtime.CompilerServices;
using VioActors.Storage.Values;

namespace VioActors.Storage.Paths;

/// <summary>
/// Several paths of one VIOS as one: each I/O takes the first path, in the order given, on which its volume is up, and goes on to the next
/// when it is lost there. <see cref="StorageResult.PathLost"/> means that none is left. Thread-safe.
/// </summary>
public sealed class StoragePathRouter : IChunkIo
{
    private readonly StoragePath[] _paths;

    /// <param name="paths">Preferred ones first.</param>
    public StoragePathRouter(IEnumerable<StoragePath> paths) => _paths = [.. paths];

    /// <inheritdoc/>
    public IReadOnlyCollection<int> PvIndexes => [.. _paths.SelectMany(path => path.PvIndexes).Distinct()];

    /// <inheritdoc/>
    public bool IsUp(int pvIndex) => NextUp(pvIndex, 0) >= 0;

    /// <inheritdoc/>
    public bool IsGivenUp(int pvIndex) => _paths.Any(path => path.IsGivenUp(pvIndex));

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StorageResult> ReadAsync(
        ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        var result = StorageResult.PathLost;
        for (var i = NextUp(chunk.PvIndex, 0); i >= 0; i = NextUp(chunk.PvIndex, i + 1))
        {
            result = await _paths[i].ReadAsync(chunk, withinBytes, destination, cancellation).ConfigureAwait(false);
            if (result != StorageResult.PathLost)
                break;
        }

        return result;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StorageResult> WriteAsync(
        ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation)
    {
        var result = StorageResult.PathLost;
        for (var i = NextUp(chunk.PvIndex, 0); i >= 0; i = NextUp(chunk.PvIndex, i + 1))
        {
            result = await _paths[i].WriteAsync(chunk, withinBytes, source, durable, cancellation).ConfigureAwait(false);
            if (result != StorageResult.PathLost)
                break;
        }

        return result;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation)
    {
        var result = StorageResult.PathLost;
        for (var i = NextUp(extent.PvIndex, 0); i >= 0; i = NextUp(extent.PvIndex, i + 1))
        {
            result = await _paths[i].ZeroAsync(extent, cancellation).ConfigureAwait(false);
            if (result != StorageResult.PathLost)
                break;
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<StorageResult> FlushAsync(int pvIndex, CancellationToken cancellation)
    {
        var result = StorageResult.PathLost;
        for (var i = NextUp(pvIndex, 0); i >= 0; i = NextUp(pvIndex, i + 1))
        {
            result = await _paths[i].FlushAsync(pvIndex, cancellation).ConfigureAwait(false);
            if (result != StorageResult.PathLost)
                break;
        }

        return result;
    }

    /// <summary>The first path from an index on that reaches the volume now; −1 for none.</summary>
    private int NextUp(int pvIndex, int from)
    {
        for (var i = from; i < _paths.Length; i++)
        {
            if (_paths[i].IsUp(pvIndex))
                return i;
        }

        return -1;
    }
}
