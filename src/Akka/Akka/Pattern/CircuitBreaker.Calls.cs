using System.Runtime.ExceptionServices;
using Akka.Actor;

namespace Akka.Pattern;

/// <content>Calls and transitions.</content>
public partial class CircuitBreaker
{
    /// <summary>Runs <paramref name="body"/> if calls go through.</summary>
    public Task<T> WithCircuitBreaker<T>(Func<Task<T>> body) => WithCircuitBreaker(body, static call => call());

    /// <summary>Runs <paramref name="body"/> with <paramref name="state"/> if calls go through.</summary>
    public async Task<T> WithCircuitBreaker<T, TState>(TState state, Func<TState, Task<T>> body)
    {
        Enter();
        try
        {
            var result = await WithTimeout(Start(state, body)).ConfigureAwait(false);
            OnSuccess();
            return result;
        }
        catch (Exception error)
        {
            OnFailure(error);
            throw;
        }
    }

    /// <summary>Runs <paramref name="body"/> if calls go through.</summary>
    public Task WithCircuitBreaker(Func<Task> body) => WithCircuitBreaker(body, static async call =>
    {
        await call().ConfigureAwait(false);
        return Done.Instance;
    });

    /// <summary>Runs <paramref name="body"/> with <paramref name="state"/> if calls go through.</summary>
    public Task WithCircuitBreaker<TState>(TState state, Func<TState, Task> body) => WithCircuitBreaker(() => body(state));

    /// <summary>Runs <paramref name="body"/> if calls go through.</summary>
    public void WithSyncCircuitBreaker(Action body) => WithSyncCircuitBreaker(() =>
    {
        body();
        return Done.Instance;
    });

    /// <summary>Runs <paramref name="body"/> if calls go through.</summary>
    public T WithSyncCircuitBreaker<T>(Func<T> body)
    {
        Enter();
        var start = Scheduler.MonotonicClock;
        try
        {
            var result = body();
            if (CallTimeout > TimeSpan.Zero && Scheduler.MonotonicClock - start > CallTimeout)
                OnFailure(Overrun());
            else
                OnSuccess();
            return result;
        }
        catch (Exception error)
        {
            OnFailure(error);
            ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }

    /// <summary>Counts a success of a call made elsewhere.</summary>
    public void Succeed() => OnSuccess();

    /// <summary>Counts a failure of a call made elsewhere.</summary>
    public void Fail() => OnFailure(new UserCalledFailException());

    private static async Task<T> Start<T, TState>(TState state, Func<TState, Task<T>> body) => await body(state).ConfigureAwait(false);

    private async Task<T> WithTimeout<T>(Task<T> call)
    {
        if (call.IsCompleted || CallTimeout <= TimeSpan.Zero || CallTimeout == Timeout.InfiniteTimeSpan)
            return await call.ConfigureAwait(false);
        var expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var limit = AskTimeout.Start(CallTimeout, Scheduler, _ => expired.TrySetResult());
        var first = await Task.WhenAny(call, expired.Task).ConfigureAwait(false);
        limit?.End();
        return first == call ? await call.ConfigureAwait(false) : throw Overrun();
    }

    private TimeoutException Overrun() => new($"Execution did not complete within the time allotted {CallTimeout}.");

    private void Enter()
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return;
            if (_state == State.HalfOpen && !_probing)
            {
                _probing = true;
                return;
            }
        }

        throw LastCaughtException is { } cause ? new OpenCircuitException(cause) : new OpenCircuitException();
    }

    private void OnSuccess()
    {
        lock (_gate)
        {
            _failures = 0;
            if (_state != State.HalfOpen)
                return;
            _state = State.Closed;
            _probing = false;
            _openings = 0;
        }

        _onClose?.Invoke();
    }

    private void OnFailure(Exception error)
    {
        TimeSpan delay;
        lock (_gate)
        {
            _lastException = error;
            if (_state == State.Open || (_state == State.Closed && ++_failures < MaxFailures))
                return;
            _state = State.Open;
            _probing = false;
            var factor = Math.Pow(ExponentialBackoffFactor, _openings++) * (1.0 + (_random.NextDouble() * RandomFactor));
            delay = TimeSpan.FromTicks((long)Math.Min(ResetTimeout.Ticks * factor, MaxResetTimeout.Ticks));
        }

        _onOpen?.Invoke();
        Scheduler.Advanced.ScheduleOnce(delay, AttemptReset);
    }

    private void AttemptReset()
    {
        lock (_gate)
        {
            if (_state != State.Open)
                return;
            _state = State.HalfOpen;
            _probing = false;
        }

        _onHalfOpen?.Invoke();
    }
}
