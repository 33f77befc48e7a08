using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;

namespace Akka.Cluster.Tools.Tests.PublishSubscribe;

/// <summary>Registrations and their exchange, without actors.</summary>
public sealed class RegistryTests
{
    private static readonly Address A = new("akka", "s", "a", 1);
    private static readonly Address B = new("akka", "s", "b", 1);
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeMilliseconds(1_000);
    private static readonly Dictionary<Address, long> Nothing = [];

    [Fact]
    public void Versions_grow_even_when_the_clock_stands_still_or_goes_back()
    {
        var registry = new Registry(A);
        registry.SetOwn("/x", ActorRefs.Nobody, Then);
        registry.SetOwn("/y", ActorRefs.Nobody, Then);
        registry.SetOwn("/z", ActorRefs.Nobody, Then.AddSeconds(-1));

        Assert.Equal(1_002, registry.Versions[A]);
    }

    [Fact]
    public void A_delta_brings_what_the_other_lacks_and_no_more()
    {
        var registry = new Registry(A);
        registry.SetOwn("/x", ActorRefs.Nobody, Then);
        var known = registry.Versions;
        registry.SetOwn("/y", ActorRefs.Nobody, Then);

        var bucket = Assert.Single(registry.NewerThan(known, 100));

        Assert.Equal(["/y"], bucket.Content.Keys);
        Assert.Empty(registry.NewerThan(registry.Versions, 100));
    }

    [Fact]
    public void A_delta_that_is_cut_goes_on_where_it_ended()
    {
        var source = new Registry(A);
        for (var i = 0; i < 25; i++)
            source.SetOwn("/" + i, ActorRefs.Nobody, Then);
        var target = new Registry(B);

        var rounds = 0;
        while (target.IsBehind(source.Versions))
        {
            rounds++;
            foreach (var bucket in source.NewerThan(target.Versions, 10))
            {
                Assert.InRange(bucket.Content.Count, 1, 10);
                target.Merge(bucket);
            }
        }

        Assert.Equal(3, rounds);
        Assert.All(Enumerable.Range(0, 25), i => Assert.Single(target.Under("/" + i)));
    }

    [Fact]
    public void A_removal_wins_over_what_is_older_and_is_forgotten_in_the_end()
    {
        var source = new Registry(A);
        var target = new Registry(B);
        source.SetOwn("/x", ActorRefs.Nobody, Then);
        var old = source.NewerThan(Nothing, 10);
        source.SetOwn("/x", null, Then);
        Exchange(source, target);
        foreach (var bucket in old)
            target.Merge(bucket);

        Assert.Empty(target.Under("/x"));
        Assert.Null(source.NewerThan(Nothing, 10)[0].Content["/x"].Ref);
        source.Prune(Then.AddHours(1));
        Assert.Empty(source.NewerThan(Nothing, 10)[0].Content);
    }

    [Fact]
    public void Nobody_changes_the_registrations_of_the_node_itself()
    {
        var registry = new Registry(A);
        registry.Merge(new BucketDelta(A, 5_000, new Dictionary<string, Registration> { ["/x"] = new(5_000, ActorRefs.Nobody) }));

        Assert.Empty(registry.Under("/x"));
    }

    [Fact]
    public void A_removed_node_takes_its_registrations_along()
    {
        var source = new Registry(A);
        var target = new Registry(B);
        source.SetOwn(RegistrationKeys.Topic("news"), ActorRefs.Nobody, Then);
        source.SetOwn(RegistrationKeys.Group("news", "g"), ActorRefs.Nobody, Then);
        Exchange(source, target);
        Assert.Equal(["news"], target.Topics);
        Assert.Single(target.GroupsOf("news"));

        target.RemoveNode(A);

        Assert.Empty(target.Topics);
        Assert.Empty(target.GroupsOf("news"));
    }

    [Theory]
    [InlineData("news", "g")]
    [InlineData("a/b c", "x/y")]
    [InlineData("t:", "g:")]
    public void Keys_of_groups_can_be_told_apart(string topic, string group)
    {
        var key = RegistrationKeys.Group(topic, group);

        Assert.Equal((topic, group), RegistrationKeys.GroupParts(key));
        Assert.Equal(topic, RegistrationKeys.TopicOf(key));
        Assert.Equal(topic, RegistrationKeys.TopicOf(RegistrationKeys.Topic(topic)));
        Assert.Null(RegistrationKeys.TopicOf("/user/" + topic));
    }

    private static void Exchange(Registry source, Registry target)
    {
        foreach (var bucket in source.NewerThan(target.Versions, 1_000))
            target.Merge(bucket);
    }
}
