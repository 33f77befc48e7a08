using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Pool;

/// <content>
/// Volumes that were given up (STO-10): each unit that holds chunks there is told, one after the other, until it has answered. Who was told
/// is not stored: after a crash all are told again, which changes nothing for those who know.
/// </content>
public sealed partial class PoolActor
{
    private readonly Queue<(int Pv, LuUdid Lu)> _toTell = new();
    private readonly HashSet<(int Pv, LuUdid Lu)> _told = [];
    private bool _isTelling;
    private int _tellRounds;

    private void ReceiveLosses()
    {
        Command<LossTold>(Told);
        Command<TellAgain>(_ => BeginTelling());
        Command<ReserveEmptied>(emptied =>
        {
            if (emptied.Problem is { } problem)
                Log.Info("Pool {0}: logical unit {1} keeps what it has in reserve on a lost volume: {2}", _pool, emptied.Lu, problem);
        });
    }

    private void BeginTelling()
    {
        if (_isTelling)
            return;
        foreach (var use in PoolLosses.FindUses(State).Where(use => !_told.Contains(use)))
            _toTell.Enqueue(use);
        TellNextUnit();
    }

    private void TellNextUnit()
    {
        _isTelling = _toTell.TryDequeue(out var next);
        if (_isTelling)
        {
            _directory.LogicalUnits.Ask<object>(new GiveUpVolume(next.Lu, next.Pv), Settings.AskTimeout, _stopping.Token).PipeTo(
                Self,
                Self,
                success: reply => new LossTold(next.Pv, next.Lu, reply),
                failure: cause => new LossTold(next.Pv, next.Lu, cause));
        }
        else if (PoolLosses.FindUses(State).Any(use => !_told.Contains(use)))
        {
            Timers.StartSingleTimer(nameof(TellAgain), TellAgain.Instance, Settings.RetryDelay(_tellRounds++));
        }
        else
        {
            _tellRounds = 0;
        }
    }

    // A unit that is being made is told when it is there.
    private void Told(LossTold told)
    {
        if (told.Reply is Ok or NoOp or Rejected { Code: RejectionCode.NotFound })
            _told.Add((told.Pv, told.Lu));
        TellNextUnit();
    }

    /// <summary>What units keep ready on a volume that nobody reaches: they get chunks of others for it (STO-10).</summary>
    private void EmptyReservesOn(int index)
    {
        Log.Warning(
            "Pool {0}: no VIOS reaches volume {1}; chunks are taken from others.", _pool, State.Pvs[index].Definition.Name);
        foreach (var lu in PoolLosses.UsersOf(State, State.Pvs[index]).Select(share => share.Lu.Lu))
        {
            _directory.LogicalUnits
                .Ask<object>(new MoveOffVolume(lu, index, long.MaxValue), Settings.AskTimeout, _stopping.Token)
                .PipeTo(
                    Self,
                    Self,
                    success: reply => new ReserveEmptied(lu, (reply as Rejected)?.Reason),
                    failure: cause => new ReserveEmptied(lu, cause.Message));
        }
    }

    private void Announce(DataLost loss)
    {
        Log.Error(
            "Pool {0}: volume {1} was given up; {2} chunks are lost, of {3}", loss.Pool, loss.Pv, loss.Chunks,
            loss.Units.Count == 0 ? "no logical unit" : string.Join(", ", loss.Units));
        _announcer.Publish(loss);
    }

    private sealed record LossTold(int Pv, LuUdid Lu, object Reply) : INoSerializationVerificationNeeded;

    private sealed record ReserveEmptied(LuUdid Lu, string? Problem) : INoSerializationVerificationNeeded;

    private sealed class TellAgain : INoSerializationVerificationNeeded
    {
        public static TellAgain Instance { get; } = new();
    }
}
