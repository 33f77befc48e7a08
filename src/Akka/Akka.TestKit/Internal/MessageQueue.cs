namespace Akka.TestKit.Internal;

/// <summary>What the test actor got and no expectation took yet. Any thread adds; the test takes. Thread-safe.</summary>
internal sealed class MessageQueue
{
    private readonly Queue<MessageEnvelope> _envelopes = new();
    private readonly SemaphoreSlim _count = new(0);

    public bool IsEmpty => _count.CurrentCount == 0;

    public void Add(MessageEnvelope envelope)
    {
        lock (_envelopes)
            _envelopes.Enqueue(envelope);
        _count.Release();
    }

    /// <summary>
    /// The next envelope, or <c>null</c> after <paramref name="timeout"/>. With <paramref name="wait"/> blocking the task is complete
    /// on return.
    /// </summary>
    public async ValueTask<MessageEnvelope?> Take(TimeSpan timeout, Wait wait, bool remove, CancellationToken cancellationToken)
    {
        var arrived = wait == Wait.Blocking
            ? _count.Wait(timeout, cancellationToken)
            : await _count.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (!arrived)
            return null;
        if (!remove)
            _count.Release();
        lock (_envelopes)
            return remove ? _envelopes.Dequeue() : _envelopes.Peek();
    }
}
