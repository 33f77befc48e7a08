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

    /// <summary>Why units were not moved when they were asked last.</summary>
    private readonly Dictionary<(int Pv, LuUdid Lu), string> _obstacles = [];

    /// <summary>What keeps volumes from being emptied is known here alone: it is of the moment.</summary>
    protected override IReply AnswerOf(IReply reply) => reply is PoolFound found && _obstacles.Count > 0
        ? found with { Volumes = found.Volumes.Select(WithObstacle).ToValueList() }
        : reply;

    private PvFigures WithObstacle(PvFigures figures)
    {
        var there = new ChunkRun(figures.Index, 0, State.Pvs[figures.Index].Definition.ChunkCount);
        var obstacle = _obstacles.Where(one => one.Key.Pv == figures.Index && PoolMoves.IsEmptied(State.Pvs[figures.Index]))
            .Where(one => State.Lus.TryGetValue(one.Key.Lu, out var share) && !share.Held.IsDisjoint(there))
            .Select(one => $"logical unit '{State.Lus[one.Key.Lu].Lu.Name}' stays there: {one.Value}")
            .FirstOrDefault();
        return obstacle is null ? figures : figures with { Obstacle = obstacle };
    }

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
            AskToMove(next.Pv, next.Lu, State.Pvs[next.Pv].Definition.ChunkCount + 1);
            return;
        }

        _isMoving = false;
        if (PoolMoves.Find(State).Any())
            Timers.StartSingleTimer(nameof(MoveNext), MoveNext.Instance, Settings.RetryDelay(_idleRounds++));
        else
            EndRounds();
    }

    private void EndRounds()
    {
        (_idleRounds, _lastProblem) = (0, null);
        _obstacles.Clear();
    }

    private void AskToMove(int pv, LuUdid lu, long untilBelow) => _directory.LogicalUnits
        .Ask<object>(new MoveOffVolume(lu, pv, untilBelow), Settings.AskTimeout, _stopping.Token)
        .PipeTo(
            Self,
            Self,
            success: reply => new MoveAnswered(pv, lu, untilBelow, reply),
            failure: cause => new MoveAnswered(pv, lu, untilBelow, cause));

    private void Moved(MoveAnswered answered)
    {
        var (pv, lu, untilBelow, _) = answered;

        // The first answer of a round only counts.
        if (answered.Reply is ChunksMoved { LeftChunks: var left } && (left == 0 || untilBelow <= State.Pvs[pv].Definition.ChunkCount))
            _obstacles.Remove((pv, lu));
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
                    AskTimeoutException => $"it did not answer within {Settings.AskTimeout}",
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
        _obstacles[(pv, lu)] = problem;
        if (problem == _lastProblem)
            return;
        _lastProblem = problem;
        Log.Warning(
            "Pool {0}: logical unit {1} cannot be moved off volume {2} now, it is tried again: {3}",
            _pool, lu, State.Pvs[pv].Definition.Name, problem);
    }

    private sealed record MoveAnswered(int Pv, LuUdid Lu, long UntilBelow, object Reply) : INoSerializationVerificationNeeded;

    private sealed class MoveNext : INoSerializationVerificationNeeded
    {
        public static MoveNext Instance { get; } = new();
    }
}
