namespace VioActors.Initiator;

/// <summary>One path of a disk: a session that is made again, in the background, when it ends. Thread-safe.</summary>
internal sealed class DiskPath : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(10);
    private readonly Func<Task<IscsiTarget>> _target;
    private readonly string _initiator;
    private readonly ulong _isid;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _keeping;
    private volatile IscsiSession? _session;

    public DiskPath(Func<Task<IscsiTarget>> target, string initiator, ulong isid, TimeProvider time, Action changed)
    {
        (_target, _initiator, _isid, _time, _changed) = (target, initiator, isid, time, changed);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>The session, while there is one.</summary>
    public IscsiSession? Session => _session;

    /// <summary>A command on it failed: it is not used until a new one is made.</summary>
    public void GiveUp(IscsiSession session)
    {
        if (ReferenceEquals(_session, session))
            _session = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task KeepAsync()
    {
        using var pauses = new PeriodicTimer(Pause, _time);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                using var limit = new CancellationTokenSource(LoginLimit, _time);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
                var target = await _target().ConfigureAwait(false);
                await using var session = await IscsiSession.LoginAsync(target, _initiator, _isid, stop.Token).ConfigureAwait(false);
                _session = session;
                _changed();
                await session.Ended.WaitAsync(_closing.Token).ConfigureAwait(false);
                _session = null;
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException)
            {
                // Tried again, for as long as the disk is open.
            }

            try
            {
                if (!_closing.IsCancellationRequested)
                    await pauses.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
