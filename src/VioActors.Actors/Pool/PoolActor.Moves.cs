using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Pool;

/// <content>
/// Volumes that are to be emptied (STO-10): each unit that has something there is asked to move it, some chunks at a time, one unit
/// after the other, in rounds, until the pool holds nothing there for anybody. Nothing of it is stored but that the volume is to be
/// emptied: after a crash, or on another node, the rounds begin anew and find what is left. A unit that refuses or is silent holds up no
/// other.
/// <code>
///   idle ──a volume to be emptied──> round ──unit: fewer left──> the same unit again
///    ^                                 │  └──unit: none left, refused, silent──> the next unit
///    └──────nothing is held there──────┴──no unit left──> pause ──> round
/// </code>
/// </content>
public sealed partial class PoolActor
{
    private readonly Queue<(int Pv, LuUdid Lu)> _moves = new();
    private bool _isMoving;
    private int _idleRounds;
    private string? _lastProblem;

    private void BeginMoves()
    {
        if (_isMoving)
            return;
        foreach (var move in PoolMoves.Find(State))
            _moves.Enqueue(move);
        MoveNextUnit();
    }

    private void MoveNextUnit()
    {
        while (_moves.TryDequeue(out var next))
        {
            // It may be that the volume is to stay after all.
            if (!PoolMoves.IsEmptied(State.Pvs[next.Pv]))
                continue;
            _isMoving = true;

            // At first only what is reserved there is given back, and the chunks are counted.
            AskToMove(next.Pv, next.Lu, long.MaxValue);
            return;
        }

        _isMoving = false;
        if (PoolMoves.Find(State).Any())
            Timers.StartSingleTimer(nameof(MoveNext), MoveNext.Instance, Settings.RetryDelay(_idleRounds++));
        else
            (_idleRounds, _lastProblem) = (0, null);
    }

    private void AskToMove(int pv, LuUdid lu, long untilBelow) => _directory.LogicalUnits
        .Ask<object>(new MoveOffVolume(lu, pv, untilBelow), Settings.AskTimeout, _stopping.Token)
        .PipeTo(
            Self,
            Self,
            success: reply => new MoveAnswered(pv, lu, reply),
            failure: cause => new MoveAnswered(pv, lu, cause));

    private void Moved(MoveAnswered answered)
    {
        var (pv, lu, _) = answered;
        switch (answered.Reply)
        {
            case ChunksMoved { LeftChunks: > 0 } moved when PoolMoves.IsEmptied(State.Pvs[pv]):
                _idleRounds = 0;
                AskToMove(pv, lu, moved.LeftChunks);
                return;
            case ChunksMoved:
                break;
            default:
                Complain(pv, lu, answered.Reply switch
                {
                    Rejected refused => refused.Reason,
                    Exception cause => cause.Message,
                    var other => $"it answered with a {other.GetType().Name}",
                });
                break;
        }

        MoveNextUnit();
    }

    // Once for each reason: a unit that nobody can copy would fill the log.
    private void Complain(int pv, LuUdid lu, string problem)
    {
        if (problem == _lastProblem)
            return;
        _lastProblem = problem;
        Log.Warning(
            "Pool {0}: logical unit {1} cannot be moved off volume {2} now, it is tried again: {3}",
            _pool, lu, State.Pvs[pv].Definition.Name, problem);
    }

    private sealed record MoveAnswered(int Pv, LuUdid Lu, object Reply) : INoSerializationVerificationNeeded;

    private sealed class MoveNext : INoSerializationVerificationNeeded
    {
        public static MoveNext Instance { get; } = new();
    }
}
