using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Util;

namespace Akka.Cluster.Tools.Tests.Singleton;

/// <summary>Who may run a singleton, and of whom a word is missing.</summary>
[Trait("Req", "REG-2")]
public sealed class OldestViewTests
{
    [Fact]
    public void The_first_that_went_up_is_the_oldest_until_it_exits()
    {
        var view = View(Up("a", 1), Up("b", 2), Up("c", 3));

        Assert.Equal(Node("a"), view.Oldest!.UniqueAddress);
        Assert.Equal(Node("a"), view.With(Up("a", 1).Copy(MemberStatus.Leaving)).Oldest!.UniqueAddress);
        Assert.Equal(Node("b"), view.With(Up("a", 1).Copy(MemberStatus.Exiting)).Oldest!.UniqueAddress);
        Assert.Equal(Node("b"), view.With(Up("a", 1).Copy(MemberStatus.Down)).Oldest!.UniqueAddress);
        Assert.Equal(Node("b"), view.OldestBut(Node("a"))!.UniqueAddress);
        Assert.Equal(Node("a"), view.With(Member("d", 0, MemberStatus.Joining)).Oldest!.UniqueAddress);
    }

    [Fact]
    public void Nodes_without_the_role_do_not_count()
    {
        var view = OldestView.Empty("r", considerAppVersion: false).With(Up("a", 1)).With(Up("b", 2, "r"));

        Assert.Equal(Node("b"), view.Oldest!.UniqueAddress);
        Assert.Empty(view.Before(Node("b")));
    }

    [Fact]
    public void A_newer_version_goes_first_when_versions_count()
    {
        var old = Up("a", 1);
        var newer = Akka.Cluster.Member.Create(Node("b"), 2, MemberStatus.Up, [], AppVersion.Create("2.0"));

        Assert.Equal(Node("a"), View(old, newer).Oldest!.UniqueAddress);
        Assert.Equal(Node("b"), OldestView.Empty(null, considerAppVersion: true).With(old).With(newer).Oldest!.UniqueAddress);
    }

    [Fact]
    public void One_that_exits_must_be_asked_or_removed_before_the_next_may_start()
    {
        var view = View(Up("a", 1), Up("b", 2)).With(Up("a", 1).Copy(MemberStatus.Exiting));
        var ledger = HandOverLedger.Empty;

        Assert.Equal([Node("a")], ledger.Missing(view, Node("b")));
        Assert.Empty(ledger.ConfirmedBy(Node("a")).Missing(view, Node("b")));
        Assert.Empty(ledger.Missing(view.Without(Node("a")), Node("b")));
    }

    [Fact]
    public void One_that_has_handed_over_must_ask_back()
    {
        var view = View(Up("a", 1), Up("b", 2));
        var ledger = HandOverLedger.Empty.ConfirmedBy(Node("b")).HandedTo(Node("b"));

        Assert.Equal([Node("b")], ledger.Missing(view, Node("a")));
        Assert.Empty(ledger.ConfirmedBy(Node("b")).Missing(view, Node("a")));
        Assert.Empty(ledger.Missing(view.Without(Node("b")), Node("a")));
        Assert.Empty(ledger.Without(Node("b")).Missing(view, Node("a")));
    }

    [Fact]
    public void Incarnations_at_one_address_are_told_apart()
    {
        var again = Akka.Cluster.Member.Create(
            new UniqueAddress(Node("a").Address, 2), 3, MemberStatus.Up, [], AppVersion.AppVersionZero);
        var view = View(Up("a", 1), Up("b", 2), again);

        Assert.Equal(2, view.At(Node("a").Address).Count());
        Assert.Equal([Node("b")], view.Without(Node("a")).Before(again.UniqueAddress));
    }

    private static OldestView View(params Member[] members) =>
        members.Aggregate(OldestView.Empty(null, considerAppVersion: false), (view, member) => view.With(member));

    private static UniqueAddress Node(string host) => new(new Address("akka.tcp", "s", host, 1), 1);

    private static Member Up(string host, int number, params string[] roles) => Member(host, number, MemberStatus.Up, roles);

    private static Member Member(string host, int number, MemberStatus status, params string[] roles) =>
        Akka.Cluster.Member.Create(Node(host), number, status, [.. roles], AppVersion.AppVersionZero);
}
