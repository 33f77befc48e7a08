using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>A clock that stands where the test sets it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A UUID table which holds what the test says.</summary>
internal sealed class FakeTable : IUuidTable
{
    /// <summary>Null: the management tool cannot be reached.</summary>
    public ValueList<UuidTableRow>? Rows { get; set; } = [];

    public ValueList<UuidTableRow>? LastKnown { get; set; }

    public Task<ValueList<UuidTableRow>?> ReadAsync(CancellationToken cancellation) => Task.FromResult(Rows);
}

/// <summary>A pool whose chunks need no erasing.</summary>
internal sealed class NoEraser : IChunkEraser
{
    public Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>
/// Stands before the VIOS DB and lets the process "die" at a command: the command, or its answer, is lost, and everything after it.
/// </summary>
internal sealed class Gate : ReceiveActor
{
    public Gate(IActorRef db, GateScript script) => ReceiveAny(message =>
    {
        if (message is not ICommand || script.Before(message))
        {
            if (!script.IsClosed)
                db.Forward(message);
            else
                db.Tell(message, ActorRefs.NoSender);
        }
    });
}

/// <summary>Stands before the VIOS DB and lets nothing through while it is closed. Open at first.</summary>
internal sealed class Barrier : ReceiveActor, IWithUnboundedStash
{
    public Barrier(IActorRef db)
    {
        var isClosed = false;
        Receive<Close>(_ =>
        {
            isClosed = true;
            Sender.Tell(Ok.Instance);
        });
        Receive<Open>(_ =>
        {
            isClosed = false;
            Stash.UnstashAll();
        });
        ReceiveAny(message =>
        {
            if (isClosed)
                Stash.Stash();
            else
                db.Forward(message);
        });
    }

    public IStash Stash { get; set; } = null!;

    /// <summary>Answered with <see cref="Ok"/>.</summary>
    public sealed record Close;

    public sealed record Open;
}

/// <summary>Where the process dies. Thread-safe.</summary>
/// <param name="dieAt">Number of the command, from 0.</param>
/// <param name="afterwards">The command still reaches the DB; its answer does not come back.</param>
internal sealed class GateScript(int dieAt, bool afterwards)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public Task Died => _died.Task;

    public volatile bool IsClosed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a command goes on to the DB.</summary>
    public bool Before(object message)
    {
        if (IsClosed)
            return false;
        if (Interlocked.Increment(ref _count) - 1 < dieAt)
            return true;
        IsClosed = true;
        _died.TrySetResult();
        return afterwards;
    }
}
