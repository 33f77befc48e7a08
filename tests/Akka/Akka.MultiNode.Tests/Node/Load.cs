using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Akka.MultiNode.Tests.Node;

/// <summary>What a node has done and been answered; read by other threads.</summary>
internal sealed class Tally
{
    public long Works;
    public long Kepts;
    public long Pongs;
}

/// <summary>Uses the singleton and the entities from one node, all the time, and notes what was acknowledged.</summary>
internal sealed class Load : ReceiveActor, IWithTimers
{
    public const int Entities = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private readonly string _node;
    private long _last;

    public Load(string node, long firstId, IActorRef single, IActorRef plain, IActorRef counters, WitnessFile witness, Tally tally)
    {
        _node = node;
        _last = firstId;
        Receive<string>(word => word == "go", _ => Timers.StartPeriodicTimer("next", "next", Interval));
        Receive<string>(word => word == "quiet", _ => Timers.Cancel("next"));
        Receive<string>(_ =>
        {
            var id = ++_last;
            var turn = id % Entities;
            plain.Tell(new ShardingEnvelope($"plain{turn}", new Note("work", $"plain{turn}", id)));
            counters.Tell(new ShardingEnvelope($"counter{turn}", new Note("add", $"counter{turn}", id)));
            single.Tell(new Note("ping", "single", id));
        });
        Receive<Note>(note =>
        {
            switch (note.Kind)
            {
                case "worked":
                    tally.Works++;
                    break;
                case "kept":
                    witness.Note('K', note.Entity, _node, note.Id);
                    tally.Kepts++;
                    break;
                default:
                    tally.Pongs++;
                    break;
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;
}
