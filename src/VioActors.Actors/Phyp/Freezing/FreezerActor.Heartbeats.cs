using Akka.Actor;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>The watch over the VIOSes: one that does not answer counts as failed until it does (NPV-7).</summary>
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
                Heard(partition, watched, answer.Number);
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

    private void Heard(PartitionId partition, WatchedVios watched, long number)
    {
        watched.LastAnswered = Math.Max(watched.LastAnswered, number);
        if (!watched.IsSilent)
            return;
        watched.IsSilent = false;
        Return(partition);
    }

    private sealed record Beat
    {
        public static Beat Instance { get; } = new();
    }
}
