namespace VioActors.Initiator;

/// <summary>
/// A disk with paths through several VIOSes, as a host's multipath driver has it (IO-4): commands take the first path that has a session,
/// in the order given, and are sent again on another when the connection ends or the path says that it is not ready. Thread-safe.
/// <para>It never gives up a connection by itself: a command that the target still has could be carried out after its repeat.</para>
/// </summary>
public sealed class MultipathDisk : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly DiskPath[] _paths;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _repeats;

    /// <param name="targets">
    /// Paths, preferred ones first; asked before each login, since a VIOS may have another port after its restart.
    /// </param>
    /// <param name="initiator">Name of the initiator.</param>
    /// <param name="port">Number of its initiator port: two disks of one initiator have two.</param>
    /// <param name="time">For pauses.</param>
    public MultipathDisk(IReadOnlyList<Func<Task<IscsiTarget>>> targets, string initiator, int port, TimeProvider time)
    {
        _time = time;
        _paths = [.. targets.Select(target => new DiskPath(target, initiator, 0x4000_0137_0000UL + (ulong)port, time, Wake))];
    }

    /// <summary>Commands that were sent more than once.</summary>
    public long Repeats => Volatile.Read(ref _repeats);

    /// <summary>Carries a command out, on whatever path, until there is an answer that tells what came of it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the command may or may not have been carried out.</exception>
    public async Task<ScsiOutcome> ExecuteAsync(
        byte[] cdb, ReadOnlyMemory<byte> dataOut, Memory<byte> dataIn, CancellationToken cancellation)
    {
        var avoided = -1;
        for (var sent = 0; ; sent++)
        {
            var (path, session) = await SessionAsync(avoided, cancellation).ConfigureAwait(false);
            if (sent == 1)
                Interlocked.Increment(ref _repeats);
            try
            {
                var outcome = await session.ExecuteAsync(cdb, dataOut, dataIn).WaitAsync(cancellation).ConfigureAwait(false);
                if (!outcome.IsUnitAttention && !outcome.MayGoLater)
                    return outcome;
                avoided = outcome.MayGoLater ? path : -1;
                if (outcome.MayGoLater)
                    await PauseAsync(cancellation).ConfigureAwait(false);
            }
            catch (IOException)
            {
                _paths[path].GiveUp(session);
                avoided = -1;
            }
        }
    }

    public async Task<ScsiOutcome> WriteAsync(long offsetBytes, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        await ExecuteAsync(ScsiCommands.Write(offsetBytes, bytes.Length), bytes, default, cancellation).ConfigureAwait(false);

    public async Task<ScsiOutcome> ReadAsync(long offsetBytes, Memory<byte> bytes, CancellationToken cancellation) =>
        await ExecuteAsync(ScsiCommands.Read(offsetBytes, bytes.Length), default, bytes, cancellation).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        foreach (var path in _paths)
            await path.DisposeAsync().ConfigureAwait(false);
    }

    private void Wake() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task<(int Path, IscsiSession Session)> SessionAsync(int avoided, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            for (var path = 0; path < _paths.Length; path++)
            {
                if (path != avoided && _paths[path].Session is { } session)
                    return (path, session);
            }

            if (avoided >= 0 && _paths[avoided].Session is { } only)
                return (avoided, only);
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(Pause, _time);
        await pause.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }
}
