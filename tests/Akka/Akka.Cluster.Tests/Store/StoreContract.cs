using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;
using Akka.Cluster.Tests.Fixtures;

namespace Akka.Cluster.Tests.Store;

/// <summary>What every store does, whatever it is made of.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private const long LongLeaseMs = 600_000;

    private readonly List<IMembershipStore> _stores = [];

    /// <summary>The keys of akka.cluster.membership that name a place nobody else uses.</summary>
    protected abstract string Place { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [ContractFact]
    public async Task A_join_gives_a_number_and_a_table_and_again_the_same_number()
    {
        var store = Open();
        var first = await store.ExecuteAsync(JoinOf(1), default);
        var again = await store.ExecuteAsync(JoinOf(1) with { KnownVersion = first.Version }, default);
        var second = await store.ExecuteAsync(JoinOf(2), default);

        Assert.Equal((StatementResult.Ok, 1L), (first.Result, first.No));
        Assert.Equal((StatementResult.Ok, 1L, null), (again.Result, again.No, again.Table));
        Assert.Equal(2, second.No);
        var rows = second.Table!.Rows;
        Assert.Equal([(1, MemberStatus.Up, 1), (2, MemberStatus.Up, 2)], rows.Select(row => ((int)row.No, row.Status, row.UpNumber)));
        Assert.Equal(AddressOf(1), rows[0].Address);
        Assert.Equal(["a", "b"], rows[0].Roles.ToArray());
        Assert.Equal("1.2.3-x", rows[0].AppVersion);
        Assert.Equal(1001, rows[0].Uid);
    }

    [ContractFact]
    public async Task A_renewal_lengthens_the_lease_once_in_order()
    {
        var store = Open();
        var joined = await store.ExecuteAsync(JoinOf(1), default);
        var second = await store.ExecuteAsync(RenewOf(joined.No, 2, LongLeaseMs * 2), default);
        var late = await store.ExecuteAsync(RenewOf(joined.No, 1, LongLeaseMs * 9), default);
        var repeated = await store.ExecuteAsync(RenewOf(joined.No, 2, LongLeaseMs * 9), default);

        Assert.Equal(StatementResult.Ok, second.Result);
        Assert.InRange(second.LeaseEnd, joined.LeaseEnd + LongLeaseMs - 1, second.Now + (LongLeaseMs * 2));
        Assert.Equal(StatementResult.NoOp, late.Result);
        Assert.Equal((StatementResult.Ok, second.LeaseEnd), (repeated.Result, repeated.LeaseEnd));
    }

    [ContractFact]
    public async Task Who_is_down_or_removed_cannot_renew()
    {
        var store = Open();
        var first = await store.ExecuteAsync(JoinOf(1), default);
        var second = await store.ExecuteAsync(JoinOf(2), default);
        await store.ExecuteAsync(new DownStatement(first.No, AddressOf(2)), default);

        Assert.Equal(StatementResult.NotMember, (await store.ExecuteAsync(RenewOf(second.No, 1, LongLeaseMs), default)).Result);
        await store.ExecuteAsync(new DepartStatement(second.No), default);
        Assert.Equal(StatementResult.NotMember, (await store.ExecuteAsync(RenewOf(second.No, 2, LongLeaseMs), default)).Result);
        Assert.Equal(StatementResult.NotMember, (await store.ExecuteAsync(JoinOf(2), default)).Result);
        Assert.Equal(StatementResult.NotMember, (await store.ExecuteAsync(RenewOf(99, 1, LongLeaseMs), default)).Result);
    }

    [ContractFact]
    public async Task A_lease_that_has_run_out_is_told_and_its_member_removed_by_vote()
    {
        var store = Open();
        var first = await store.ExecuteAsync(JoinOf(1), default);
        var second = await store.ExecuteAsync(JoinOf(2), default);
        await store.ExecuteAsync(RenewOf(second.No, 1, 1, [first.No, second.No]), default);
        await store.ExecuteAsync(new AdvanceStatement(first.No, MembershipMinima.One), default);
        Assert.Equal(2, (await ReadAsync(store)).Table!.Present.Count());

        // The join has given a long lease, which a shorter renewal does not take back.
        var third = await store.ExecuteAsync(JoinOf(3) with { LeaseMs = 1 }, default);
        var lapses = await LapsesAsync(store);
        Assert.Equal([third.No], lapses.Select(lapse => lapse.No));
        var voted = await store.ExecuteAsync(new VoteStatement(first.No, lapses, MembershipMinima.One), default);

        Assert.Equal(StatementResult.Ok, voted.Result);
        var row = voted.Table!.Find(third.No)!;
        Assert.Equal((MemberStatus.Removed, MemberStatus.Down), (row.Status, row.Previous));
    }

    [ContractFact]
    public async Task A_known_version_gets_no_table()
    {
        var store = Open();
        Assert.Equal(0, (await ReadAsync(store)).Version);
        var joined = await store.ExecuteAsync(JoinOf(1), default);

        Assert.Null((await store.ExecuteAsync(new ReadStatement { KnownVersion = joined.Version }, default)).Table);
        Assert.NotNull((await store.ExecuteAsync(new ReadStatement { KnownVersion = joined.Version - 1 }, default)).Table);
        var renewed = await store.ExecuteAsync(RenewOf(joined.No, 1, LongLeaseMs) with { KnownVersion = joined.Version }, default);
        Assert.Equal((joined.Version, null), (renewed.Version, renewed.Table));
    }

    [ContractFact]
    public async Task Statements_at_the_same_time_each_take_effect_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            number => Task.Run(() => Open().ExecuteAsync(JoinOf(number), CancellationToken.None))));

        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), answers.Select(answer => answer.No).Order());
        var table = (await ReadAsync(Open())).Table!;
        Assert.Equal(20, table.Present.Count(row => row.Status == MemberStatus.Up));
        Assert.Equal(Enumerable.Range(1, 20), table.Rows.Select(row => row.UpNumber).Order());
    }

    [ContractFact]
    public async Task Clusters_with_other_names_do_not_meet()
    {
        await Open("one").ExecuteAsync(JoinOf(1), default);
        await Open("two").ExecuteAsync(JoinOf(2), default);

        Assert.Equal([AddressOf(1)], (await ReadAsync(Open("one"))).Table!.Rows.Select(row => row.Address));
        Assert.Equal([AddressOf(2)], (await ReadAsync(Open("two"))).Table!.Rows.Select(row => row.Address));
    }

    [ContractFact]
    public async Task What_a_member_observes_is_kept()
    {
        var store = Open();
        var first = await store.ExecuteAsync(JoinOf(1), default);
        var second = await store.ExecuteAsync(JoinOf(2), default);
        var observed = await store.ExecuteAsync(new ObserveStatement(first.No, [second.No, 77]), default);

        Assert.Equal([second.No, 77L], observed.Table!.Find(first.No)!.Unreachable.ToArray());
        Assert.Equal(StatementResult.NoOp, (await store.ExecuteAsync(new ObserveStatement(first.No, [second.No, 77]), default)).Result);
    }

    internal static JoinStatement JoinOf(int number) => new(AddressOf(number), 1000 + number, ["a", "b"], "1.2.3-x")
    {
        LeaseMs = LongLeaseMs,
        Minima = MembershipMinima.One,
        MembersMax = 100,
        KnownVersion = -1,
    };

    internal static Address AddressOf(int number) => new("akka.tcp", "Sys", "host", 1000 + number);

    internal static Task<MembershipAnswer> ReadAsync(IMembershipStore store) =>
        store.ExecuteAsync(new ReadStatement { KnownVersion = -1 }, CancellationToken.None);

    internal IMembershipStore Open(string cluster = "Sys")
    {
        var config = Akka.Configuration.ConfigurationFactory.ParseString($"cluster-name = \"{cluster}\", {Place}").WithFallback(
            Akka.Configuration.ConfigurationFactory.FromResource("cluster.conf",
                typeof(Cluster).Assembly).GetConfig("akka.cluster.membership"));
        var store = MembershipStores.Bare(new MembershipSettings(config, "Sys"), TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    private static RenewStatement RenewOf(long no, long sequence, long leaseMs, ImmutableArray<long>? quorum = null) =>
        new(no, sequence, leaseMs, 60_000, quorum ?? [no]);

    private static async Task<ImmutableArray<Lapse>> LapsesAsync(IMembershipStore store)
    {
        while (true)
        {
            if ((await ReadAsync(store)).Lapses is { Length: > 0 } lapses)
                return lapses;
        }
    }
}
