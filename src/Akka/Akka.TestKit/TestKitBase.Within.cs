namespace Akka.TestKit;

/// <content>Blocks of limited time. They nest: an inner one cannot outlast the outer one.</content>
public abstract partial class TestKitBase
{
    /// <summary>Runs <paramref name="action"/>, which must be done within <paramref name="max"/>.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>As above.</summary>
    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>As above; it must not be done before <paramref name="min"/>.</summary>
    public void Within(
        TimeSpan min,
        TimeSpan max,
        Action action,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Within(
            min,
            max,
            () =>
            {
                action();
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>As above.</summary>
    public Task WithinAsync(
        TimeSpan min,
        TimeSpan max,
        Func<Task> actionAsync,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(
            min,
            max,
            async () =>
            {
                await actionAsync();
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>Runs <paramref name="function"/>, which must be done within <paramref name="max"/>, and returns its value.</summary>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>As above.</summary>
    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>As above; it must not be done before <paramref name="min"/>.</summary>
    public T Within<T>(
        TimeSpan min,
        TimeSpan max,
        Func<T> function,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = Enter(min, max, hint, epsilonValue);
        T result;
        try
        {
            result = function();
        }
        finally
        {
            _state.End = block.OuterEnd;
        }

        Leave(block);
        return result;
    }

    /// <summary>As above.</summary>
    public async Task<T> WithinAsync<T>(
        TimeSpan min,
        TimeSpan max,
        Func<Task<T>> function,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var block = Enter(min, max, hint, epsilonValue);
        T result;
        try
        {
            // Not ConfigureAwait(false): what follows in the test goes on as the test actor. The time beyond the limit lets an
            // expectation
            // inside fail with its own words first.
            result = await function().WaitAsync(block.Max + block.Epsilon + block.Max, cancellationToken);
        }
        catch (TimeoutException) when (Now - block.Start > block.Max + block.Epsilon)
        {
            throw Failure($"Block took longer than {block.Max}{block.Hint} and was given up.");
        }
        finally
        {
            _state.End = block.OuterEnd;
        }

        Leave(block);
        return result;
    }

    private Block Enter(TimeSpan min, TimeSpan max, string? hint, TimeSpan? epsilonValue)
    {
        min = NotNegative(min);
        var limit = Dilated(NotNegative(max));
        var start = Now;
        var outerEnd = _state.End;
        if (outerEnd is { } end)
        {
            var remaining = NotNegative(end - start);
            _assertions.AssertTrue(
                remaining >= min, "The enclosing block has {0} left, less than the least time {1} of this one.", remaining, min);
            limit = remaining < limit ? remaining : limit;
        }

        _state.LastWasNoMsg = false;
        _state.End = start + limit;
        return new Block(start, min, limit, epsilonValue ?? TimeSpan.Zero, outerEnd, string.IsNullOrEmpty(hint) ? "" : $" ({hint})");
    }

    private void Leave(Block block)
    {
        var elapsed = Now - block.Start;
        if (elapsed < block.Min)
            throw Failure($"Block took {elapsed}, less than the least time {block.Min}{block.Hint}.");
        if (elapsed > block.Max + block.Epsilon && !_state.LastWasNoMsg)
            throw Failure($"Block took {elapsed}, longer than {block.Max}{block.Hint}.");
    }

    private readonly record struct Block(TimeSpan Start, TimeSpan Min, TimeSpan Max, TimeSpan Epsilon, TimeSpan? OuterEnd, string Hint);
}
