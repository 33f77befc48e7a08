namespace VioActors.Storage.Access;

/// <summary>A grant while it is in use: its gate and its questions to the owner. Thread-safe.</summary>
internal sealed class LuLease
{
    private volatile bool _revoked;

    public LuLease(LuGrant grant, IChunkMapOwner owner, TimeProvider time, TimeSpan ownerAnswerLimit)
    {
        Grant = grant;
        Gate = new AccessGate();
        Questions = new ChunkQuestions(owner, grant, time, ownerAnswerLimit, Gate.Closing);
    }

    public LuGrant Grant { get; }

    public AccessGate Gate { get; }

    public ChunkQuestions Questions { get; }

    public bool IsRevoked => _revoked;

    public bool IsDrained => Gate.IsDrained;

    /// <summary>It does not come back; <see cref="SuspendAsync"/> follows.</summary>
    public void Revoke() => _revoked = true;

    /// <summary>Nothing enters any more. The task ends when the last I/O under it has ended.</summary>
    public Task SuspendAsync() => Gate.CloseAsync();
}
