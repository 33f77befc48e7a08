using Akka.Configuration;

namespace Akka.Actor;

/// <summary>One phase as configured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DependsOn">The phases before it.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Recover">Whether the next phase begins after a failure or timeout.</param>
/// <param name="Enabled">Whether its tasks run.</param>
internal sealed record ShutdownPhase(string Name, IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled)
{
    public static Dictionary<string, ShutdownPhase> Read(Config config)
    {
        var standard = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        var phases = new Dictionary<string, ShutdownPhase>();
        foreach (var (name, _) in config.GetConfig("phases").AsEnumerable())
        {
            var phase = config.GetConfig("phases." + name);
            phases[name] = new ShutdownPhase(
                name,
                [.. phase.GetStringList("depends-on", [])],
                phase.GetTimeSpan("timeout", standard),
                phase.GetBoolean("recover", true),
                phase.GetBoolean("enabled", true));
        }

        return phases;
    }

    /// <summary>All phases, each behind those it depends on. Throws <see cref="ArgumentException"/> for a cycle.</summary>
    public static List<string> TopologicalOrder(IReadOnlyDictionary<string, ShutdownPhase> phases)
    {
        var order = new List<string>();
        var unfinished = new HashSet<string>();
        // A phase of the user that nothing depends on still comes before the actors stop.
        var names = phases.Keys.Concat(phases.Values.SelectMany(phase => phase.DependsOn)).Distinct()
            .OrderBy(name => name == CoordinatedShutdown.PhaseActorSystemTerminate)
            .ThenBy(name => name, StringComparer.Ordinal);
        foreach (var name in names)
            Visit(name);
        return order;

        void Visit(string name)
        {
            if (order.Contains(name))
                return;
            if (!unfinished.Add(name))
            {
                throw new ArgumentException(
                    $"Cycle detected in the phases of akka.coordinated-shutdown at [{name}]. It must be a DAG.", nameof(phases));
            }

            if (phases.TryGetValue(name, out var phase))
            {
                foreach (var before in phase.DependsOn)
                    Visit(before);
            }

            unfinished.Remove(name);
            order.Add(name);
        }
    }
}
