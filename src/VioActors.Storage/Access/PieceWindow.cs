namespace VioActors.Storage.Access;

/// <summary>
/// The pieces of one I/O under way, at most so many at once. All of them end before the I/O is answered, since they use its buffer. The
/// answer is the first failure in order; <see cref="StorageResult.Revoked"/>, which repeats the I/O, only when nothing else failed. Not
/// thread-safe.
/// </summary>
internal sealed class PieceWindow(int inFlightMax)
{
    private readonly Queue<Task<StorageResult>> _pending = new();
    private StorageResult _result;
    private Exception? _broken;

    /// <summary>Whether one that has ended failed.</summary>
    public bool HasFailed => _result != StorageResult.Ok || _broken is not null;

    public async ValueTask AddAsync(ValueTask<StorageResult> piece)
    {
        if (piece.IsCompletedSuccessfully)
        {
            Note(piece.Result);
            return;
        }

        _pending.Enqueue(piece.AsTask());
        if (_pending.Count >= inFlightMax)
            await TakeOldestAsync().ConfigureAwait(false);
    }

    public async ValueTask<StorageResult> EndAsync()
    {
        while (_pending.Count != 0)
            await TakeOldestAsync().ConfigureAwait(false);
        return _broken is null ? _result : throw _broken;
    }

    private async Task TakeOldestAsync()
    {
        try
        {
            Note(await _pending.Dequeue().ConfigureAwait(false));
        }
        catch (Exception broken)
        {
            _broken ??= broken;
        }
    }

    private void Note(StorageResult result)
    {
        if (_result == StorageResult.Ok || (_result == StorageResult.Revoked && result != StorageResult.Ok))
            _result = result;
    }
}
