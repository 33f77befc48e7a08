using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Clients;

/// <summary>What initiators must prove, as a policy of the cluster.</summary>
public sealed class ChapPolicyTests
{
    private static readonly ChapEntry OneWay = new("client1", "alice", "c2VhbGVk", null, null);
    private static readonly ChapEntry Mutual = new("client2", "bob smith", "c2VhbGVk", "target", "b3RoZXI=");

    [Fact]
    public void It_comes_back_from_the_policy_as_it_was()
    {
        var policy = ChapPolicy.None.With(OneWay).With(Mutual);

        var read = ChapPolicy.Of(Cluster(policy.ToContent(), 7))!;

        Assert.Equal([OneWay, Mutual], read.Entries);
        Assert.Equal(7, read.Version);
        Assert.Equal(Mutual, read.Find("CLIENT2"));
        Assert.Null(read.Find("client3"));
        Assert.Equal([Mutual], read.Without("client1").Entries);
    }

    [Fact]
    public void Without_the_policy_nothing_is_asked()
    {
        Assert.Empty(ChapPolicy.Of(null)!.Entries);
        Assert.Empty(ChapPolicy.Of(Cluster("", 3))!.Entries);
    }

    [Theory]
    [InlineData("client1\talice")]
    [InlineData("client1\talice\tc2VhbGVk\ttarget")]
    [InlineData("client1\ta\tx\nCLIENT1\tb\ty")]
    [InlineData("anything else")]
    public void What_cannot_be_read_is_no_policy(string content) => Assert.Null(ChapPolicy.Of(Cluster(content, 1)));

    [Theory]
    [InlineData("alice", "123456789012", true)]
    [InlineData("alice", "12345678901", false)]
    [InlineData("", "123456789012", false)]
    [InlineData("al\tice", "123456789012", false)]
    [InlineData("alice", "12345678901ü", false)]
    public void Names_and_secrets_have_rules(string user, string secret, bool good)
    {
        var problem = ChapPolicy.ProblemOf(user, secret);

        Assert.Equal(good, problem is null);
        Assert.DoesNotContain(secret, problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_may_have_255_characters_and_no_more()
    {
        Assert.Null(ChapPolicy.ProblemOf("alice", new string('x', 255)));
        Assert.NotNull(ChapPolicy.ProblemOf("alice", new string('x', 256)));
    }

    private static ClusterData Cluster(string content, long version) => new(
        ClusterName.Parse("dev"), default, [], [new ClusterPolicy("other", 1, "x"), new ClusterPolicy(ChapPolicy.Name, version, content)],
        [], PrimaryOffice.Vacant);
}
