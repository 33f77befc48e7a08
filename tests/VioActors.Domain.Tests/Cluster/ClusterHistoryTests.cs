using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Cluster;

public class ClusterHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Req", "REG-8")]
    [Trait("Req", "REG-12")]
    public void From_every_version_the_changes_lead_to_what_the_whole_is(int seed)
    {
        var random = new Random(seed);
        var history = new ClusterHistory(64);
        var state = Apply(history, ClusterState.Empty, Created());
        var known = new List<ClusterData> { state.ToData() };
        for (var round = 0; round < 200; round++)
        {
            state = Apply(history, state, Next(state, random));
            known.Add(state.ToData());
        }

        foreach (var former in known)
        {
            var changes = history.Since(state, former.Version);
            if (state.Version.Value - former.Version.Value > 64)
            {
                Assert.Null(changes);
                continue;
            }

            Assert.NotNull(changes);
            Assert.Equal(state.ToData(), changes.ApplyTo(former));
            Assert.InRange(changes.Nodes.Count + changes.Removed.Count, 0, state.Version.Value - former.Version.Value);

            // Whoever comes to it by another way has the same object.
            Assert.Same(changes.ApplyTo(former), changes.ApplyTo(former));
        }
    }

    [Fact]
    public void Nothing_is_known_before_a_snapshot_or_of_versions_to_come()
    {
        var history = new ClusterHistory(64);
        var state = ClusterState.Empty.Apply(Created());
        for (var incarnation = 1; incarnation < 10; incarnation++)
        {
            state = state.Apply(new ViosJoined(Registration(1, incarnation), Now));
        }

        // As after a restart from a snapshot: no event was seen.
        Assert.Null(history.Since(state, new ObjectVersion(state.Version.Value - 1)));
        Assert.Null(history.Since(state, state.Version.Next()));
        Assert.Equal(state.ToData(), history.Since(state, state.Version)!.ApplyTo(state.ToData()));
        var next = Apply(history, state, new ViosStopped(ViosId(1), "told to", Now));
        Assert.Null(history.Since(next, new ObjectVersion(state.Version.Value - 1)));
        Assert.Equal(next.ToData(), history.Since(next, state.Version)!.ApplyTo(state.ToData()));
    }

    [Fact]
    public void Changes_are_applied_only_to_the_version_that_they_follow()
    {
        var history = new ClusterHistory(64);
        var first = Apply(history, ClusterState.Empty, Created());
        var second = Apply(history, first, new ViosJoined(Registration(1), Now));
        var third = Apply(history, second, new NodeRemoved(ViosId(2), Now));

        var changes = history.Since(third, second.Version)!;

        Assert.Null(changes.ApplyTo(first.ToData()));
        Assert.Null(changes.ApplyTo(second.ToData() with { Name = ClusterName.Parse("other") }));
        Assert.Equal([ViosId(2)], changes.Removed);
    }

    private static ClusterCreated Created() => new(ClusterName.Parse("c1"), [Node(1), Node(2), Node(3)], Now);

    private static ClusterState Apply(ClusterHistory history, ClusterState state, IClusterEvent @event)
    {
        var next = state.Apply(@event);
        history.Note(@event, next.Version);
        return next;
    }

    private static IClusterEvent Next(ClusterState state, Random random)
    {
        var number = random.Next(1, 30);
        if (!state.Nodes.ContainsKey(ViosId(number)))
        {
            return new NodeAdded(Node(number), Now);
        }

        return random.Next(7) switch
        {
            0 => new ViosJoined(Registration(number, state.Version.Value), Now),
            1 => new ViosStopped(ViosId(number), "told to", Now),
            2 => new ViosFailed(ViosId(number), "lost", Now),
            3 => new NodeRemoved(ViosId(number), Now),
            4 => new PolicySet(new ClusterPolicy($"policy{random.Next(5)}", state.Version.Value, $"{random.Next()}")),
            5 => new PrimaryElected(state.Version.Value, ViosId(number), 1, Now),
            _ => new ViosJoined(Registration(number, state.Version.Value), Now),
        };
    }
}
