using Akka.Actor;
using Akka.Cluster.Sharding;

namespace VioActors.Benchmarks.Cluster;

/// <summary>Entities that answer what they get; hundred shards.</summary>
internal static class ShardedEchoes
{
    public const int Shards = 100;

    public static IActorRef StartOn(ActorSystem system)
    {
        var sharding = ClusterSharding.Get(system);
        return sharding.Start("echo", _ => Props.Create<Remote.Echo>(), sharding.Settings, new Extractor());
    }

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private const int AttemptsMax = 12;

    /// <summary>
    /// Asks the entity <paramref name="number"/>; again when the question got lost, which it may when a member loses its lease for a moment
    /// on an overloaded machine.
    /// </summary>
    public static async Task AskAsync(IActorRef region, int number)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await region.Ask<string>(new ShardingEnvelope($"{number}", "hit"), AnswerLimit);
                return;
            }
            catch (AskTimeoutException) when (attempt < AttemptsMax)
            {
                await Console.Error.WriteLineAsync($"  entity {number} did not answer within {AnswerLimit}; asked again");
            }
        }
    }

    /// <summary>The shards and entities that run on the node of <paramref name="region"/>.</summary>
    public static async Task<(int Shards, int Entities)> CountAsync(IActorRef region)
    {
        var stats = await region.Ask<ShardRegionStats>(GetShardRegionStats.Instance, TimeSpan.FromMinutes(2));
        return (stats.Stats.Count, stats.Stats.Values.Sum());
    }

    private sealed class Extractor : IMessageExtractor
    {
        public string? EntityId(object message) => null;

        public object EntityMessage(object message) => message;

        public string ShardId(string entityId, object? messageHint = null) =>
            $"{int.Parse(entityId, System.Globalization.CultureInfo.InvariantCulture) % Shards}";
    }
}
