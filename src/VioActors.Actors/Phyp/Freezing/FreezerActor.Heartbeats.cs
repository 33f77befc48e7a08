using Akka.Actor;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// The watch over the VIOSes: one that does not answer counts as failed until it does (NPV-7), and one that has announced an interruption
/// says with its answers that it goes on and when it is over, should what it told of either be lost.
/// </summary>
internal sealed partial class FreezerActor
{
    private long _beat;

    private void StartHeartbeats() => Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, _settings.HeartbeatInterval);

    private void ReceiveHeartbeats()
    {
        Receive<Beat>(_ => SendHeartbeats());
        Receive<HeartbeatAnswer>(answer =>
        {
            foreach (var (partition, watched) in _vioses.Where(vios => vios.Value.Vios.Equals(Sender)))
                Heard(partition, watched, answer);
        });
    }

    private void SendHeartbeats()
    {
        _beat++;
        foreach (var (partition, watched) in _vioses)
        {
            if (_beat - watched.LastAnswered > _settings.HeartbeatMissesMax && !watched.IsSilent)
            {
                watched.IsSilent = true;
                var silence = _settings.HeartbeatInterval * _settings.HeartbeatMissesMax;
                Lose(partition, ViosEventKind.Failure, $"it does not answer for {silence}");
            }

            watched.Vios.Tell(new Heartbeat(_beat));
        }
    }

    /// <summary>An answer to a heartbeat that went out after an interruption was known tells how its VIOS was after that.</summary>
    private void Heard(PartitionId partition, WatchedVios watched, HeartbeatAnswer answer)
    {
        watched.LastAnswered = Math.Max(watched.LastAnswered, answer.Number);
        var isBack = watched.IsSilent || (answer.Serves && answer.Number > watched.InterruptedAt);
        watched.IsSilent = false;
        if (isBack)
            Return(partition);
        if (answer.Trouble.Length == 0 || watched.Trouble is not null)
            return;

        // What it told of it was lost.
        Lose(partition, ViosEventKind.Exception, answer.Trouble);
        watched.InterruptedAt = _beat;
    }

    private sealed record Beat
    {
        public static Beat Instance { get; } = new();
    }
}
