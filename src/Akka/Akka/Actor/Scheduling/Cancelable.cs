namespace Akka.Actor;

/// <summary>The usual <see cref="ICancelable"/>. A token is made only if asked for: most uses need the flag alone. Thread-safe.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler? _scheduler;
    private volatile bool _cancelled;
    private volatile bool _disposed;
    private CancellationTokenSource? _source;

    /// <summary>Cancelled after <paramref name="delay"/>.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler)
    {
        CancelAfter(delay);
    }

    /// <summary>Cancelled after <paramref name="delay"/>.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler.Advanced, delay)
    {
    }

    /// <summary>Cancelled after <paramref name="millisecondsDelay"/>.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler.Advanced, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    /// <summary>Cancelled by hand.</summary>
    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    /// <summary>Cancelled by hand.</summary>
    public Cancelable(IActionScheduler scheduler)
    {
        _scheduler = scheduler;
    }

    private Cancelable(bool cancelled)
    {
        _cancelled = cancelled;
    }

    /// <inheritdoc />
    public bool IsCancellationRequested => _cancelled;

    /// <inheritdoc />
    public CancellationToken Token => Source().Token;

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>One that is cancelled already.</summary>
    public static ICancelable CreateCanceled() => new Cancelable(cancelled: true);

    /// <summary>One that is cancelled with any of <paramref name="cancelables"/>.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    /// <summary>One that is cancelled with any of <paramref name="cancelables"/>.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, Array.ConvertAll(cancelables, one => one.Token));

    /// <summary>One that is cancelled with any of <paramref name="cancellationTokens"/>.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    /// <summary>One that is cancelled with any of <paramref name="cancellationTokens"/>.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens)
    {
        var linked = new Cancelable(scheduler);
        foreach (var token in cancellationTokens)
            token.Register(linked.Cancel);
        return linked;
    }

    /// <inheritdoc />
    public void Cancel() => Cancel(false);

    /// <inheritdoc />
    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CancellationTokenSource? source;
        lock (this)
        {
            _cancelled = true;
            source = _source;
        }

        source?.Cancel(throwOnFirstException);
    }

    /// <inheritdoc />
    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (delay == TimeSpan.Zero)
            Cancel();
        else
            _scheduler?.ScheduleOnce(delay, CancelUnlessDisposed);
    }

    /// <inheritdoc />
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the token.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        lock (this)
        {
            _disposed = true;
            _source?.Dispose();
        }
    }

    private void CancelUnlessDisposed()
    {
        if (!_disposed)
            Cancel();
    }

    private CancellationTokenSource Source()
    {
        lock (this)
        {
            if (_source is null)
            {
                _source = new CancellationTokenSource();
                if (_cancelled)
                    _source.Cancel();
            }

            return _source;
        }
    }
}
