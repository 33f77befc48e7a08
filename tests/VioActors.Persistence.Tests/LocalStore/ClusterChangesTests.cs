using Microsoft.Data.Sqlite;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Persistence.LocalStore;

namespace VioActors.Persistence.Tests.LocalStore;

/// <summary>A VIOS keeps the cluster data by what changed.</summary>
public sealed class ClusterChangesTests : IDisposable
{
    private static readonly VioUuid Vios = IdOf(1);
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ClusterName Name = ClusterName.Parse("c1");

    private readonly string _directory = Directory.CreateTempSubdirectory("vios-cluster-changes").FullName;

    private string Path1 => Path.Combine(_directory, "odm.db");

    [Fact]
    [Trait("Req", "REG-8")]
    public void Changes_are_kept_told_and_there_after_a_restart()
    {
        var first = Cluster(10, Node(1), Node(3), Node(5));
        using (var store = Open())
        {
            store.Apply(first);
            var stored = store.Apply(Changes(10, 12, [Node(2), Node(3, "changed")], [IdOf(5)], new ClusterPolicy("mail", 1, "x")));

            Assert.Equal([IdOf(1), IdOf(2), IdOf(3)], stored!.Nodes.Select(node => node.Vios));
            Assert.Equal(stored, store.Read().Cluster);
            Assert.Equal(
                [
                    new LocalChange(LocalChangeKind.Created, "node", IdOf(2).ToString()),
                    new LocalChange(LocalChangeKind.Changed, "node", IdOf(3).ToString()),
                    new LocalChange(LocalChangeKind.Removed, "node", IdOf(5).ToString()),
                    new LocalChange(LocalChangeKind.Created, "policy", "mail"),
                ],
                store.ReadJournal(0, 100).TakeLast(4).Select(line => line.Change));
        }

        using var again = Open();
        Assert.Equal(12, again.Read().Cluster!.Version.Value);
        Assert.Equal([new PolicyVersion("mail", 1)], again.KnownPolicies());
        Assert.Equal("changed again", again.Apply(Changes(12, 13, [Node(3, "changed again")], []))!.Nodes[2].Detail);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void Changes_that_do_not_follow_change_nothing()
    {
        using var store = Open();
        Assert.Null(store.Apply(Changes(1, 2, [Node(1)], [])));
        store.Apply(Cluster(10, Node(1)));

        Assert.Null(store.Apply(Changes(11, 12, [Node(2)], [])));
        Assert.Null(store.Apply(Changes(8, 12, [Node(2)], [])));
        Assert.Null(store.Apply(Changes(10, 12, [Node(2)], []) with { Name = ClusterName.Parse("other") }));

        Assert.Equal(Cluster(10, Node(1)), store.Read().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void After_any_number_of_changes_the_store_is_what_the_whole_would_be_and_stays_small()
    {
        var whole = Cluster(1, [.. Enumerable.Range(1, 40).Select(number => Node(number))]);
        using (var store = Open())
        {
            store.Apply(whole);
            for (var version = 1; version <= 3 * ViosLocalStore.ClusterChangesMax; version++)
            {
                var changes = Changes(version, version + 1, [Node(1 + (version % 50), $"{version}")], [IdOf(1 + ((version + 7) % 50))]);
                whole = changes.ApplyTo(whole)!;
                Assert.Equal(whole, store.Apply(changes));
            }
        }

        Assert.InRange((long)Scalar("SELECT count(*) FROM cluster_changes"), 0, ViosLocalStore.ClusterChangesMax);
        using var again = Open();
        Assert.Equal(whole, again.Read().Cluster);

        // The whole, read after that, replaces what was kept beside it.
        again.Apply(Cluster(1000, Node(9)));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM cluster_changes"));
        Assert.Equal(Cluster(1000, Node(9)), again.Read().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void Changes_cut_off_in_the_middle_leave_the_former_version_and_come_again()
    {
        using (var store = Open())
        {
            store.Apply(Cluster(10, Node(1)));

            // The journal of what was applied, the last step of the transaction, fails.
            Execute("ALTER TABLE journal RENAME TO hidden");
            Assert.Throws<LocalStoreException>(() => store.Apply(Changes(10, 11, [Node(2)], [])));
            Execute("ALTER TABLE hidden RENAME TO journal");
        }

        using var again = Open();
        Assert.Equal(Cluster(10, Node(1)), again.Read().Cluster);
        Assert.Equal(2, again.Apply(Changes(10, 11, [Node(2)], []))!.Nodes.Count);
    }

    [Fact]
    [Trait("Req", "REG-4")]
    [Trait("Req", "REG-12")]
    public void The_answer_to_a_registration_is_kept_with_its_whole_or_on_top_of_what_is_there()
    {
        var whole = Cluster(10, Node(1), Node(3));
        var joined = Changes(10, 12, [Node(2)], []);
        var missed = Changes(12, 30, [Node(3, "came back")], [IdOf(1)], new ClusterPolicy("mail", 1, "x"));
        var after = missed.ApplyTo(joined.ApplyTo(whole)!)!;
        using (var store = Open())
        {
            Assert.Null(store.Cluster());
            Assert.Null(store.Apply(Answer(null, joined, joined.ApplyTo(whole)!)));
            Assert.Equal(joined.ApplyTo(whole), store.Apply(Answer(whole, joined, joined.ApplyTo(whole)!)));
            Assert.Equal([LocalChangeKind.Created], store.ReadJournal(0, 100).Select(line => line.Change.Kind));
        }

        using (var store = Open())
        {
            Assert.Equal(12, store.Cluster()!.Version.Value);
            Assert.Equal(after, store.Apply(Answer(null, missed, after)));

            // The same answer again, and one to an earlier attempt, change nothing.
            Assert.Equal(after, store.Apply(Answer(missed.ApplyTo(store.Cluster()!) ?? after, Changes(30, 30, [], []), after)));
            Assert.Equal(12, store.Apply(Answer(whole, joined, joined.ApplyTo(whole)!))!.Version.Value);
            Assert.Equal(after, store.Read().Cluster);
        }

        using var again = Open();
        Assert.Equal(after, again.Cluster());
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void Differences_that_do_not_lead_to_what_the_VIOS_DB_has_are_not_kept()
    {
        using var store = Open();

        // The VIOS DB was restored: its version 12 has another past than that of the store.
        store.Apply(Cluster(12, Node(1, "of the lost past"), Node(2)));
        var changes = Changes(12, 13, [Node(2, "changed")], []);
        var truth = changes.ApplyTo(Cluster(12, Node(1, "as restored"), Node(2)))!;

        Assert.Null(store.Apply(Answer(null, changes, truth)));
        Assert.Equal("of the lost past", store.Read().Cluster!.Nodes[0].Detail);
        store.Apply(truth);
        Assert.Equal(truth, store.Cluster());

        // A whole of the same version but another past is what counts.
        var other = truth with { Nodes = [Node(1, "another"), Node(2)] };
        Assert.Equal(other, store.Apply(Answer(other, Changes(13, 13, [], []), other)));
        Assert.Equal(other, store.Read().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void A_registration_cut_off_in_the_middle_of_being_applied_leaves_what_was_there()
    {
        var (whole, changes) = (Cluster(10, Node(1)), Changes(10, 11, [Node(2)], []));
        var after = changes.ApplyTo(whole)!;
        using (var store = Open())
        {
            Execute("ALTER TABLE journal RENAME TO hidden");
            Assert.Throws<LocalStoreException>(() => store.Apply(Answer(whole, changes, after)));
            Execute("ALTER TABLE hidden RENAME TO journal");
        }

        using var again = Open();
        Assert.Null(again.Read().Cluster);
        Assert.Equal(after, again.Apply(Answer(whole, changes, after)));
        Assert.Equal(after, again.Read().Cluster);
    }

    [Fact]
    [Trait("Req", "REG-8")]
    public void Small_changes_of_a_large_cluster_are_kept_beside_it_for_longer()
    {
        var whole = Cluster(1, [.. Enumerable.Range(1, 500).Select(number => Node(number))]);
        using (var store = Open())
        {
            store.Apply(whole);
            for (var version = 1; version <= 2 * ViosLocalStore.ClusterChangesMax; version++)
                whole = store.Apply(Changes(version, version + 1, [Node(version, "changed")], []))!;
        }

        Assert.Equal(2L * ViosLocalStore.ClusterChangesMax, Scalar("SELECT count(*) FROM cluster_changes"));
        using var again = Open();
        Assert.Equal(whole, again.Read().Cluster);
    }

    [Fact]
    public void A_change_that_does_not_follow_on_the_stored_one_is_damage()
    {
        using (var store = Open())
        {
            store.Apply(Cluster(10, Node(1)));
            store.Apply(Changes(10, 11, [Node(2)], []));
            store.Apply(Changes(11, 12, [Node(3)], []));
        }

        Execute("DELETE FROM cluster_changes WHERE version = 11");
        using var again = Open();
        Assert.Contains("damaged", Assert.Throws<LocalStoreException>(again.Read).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static VioUuid IdOf(int number) => new(new Guid(number, 2, 3, new byte[8]));

    private static ClusterNode Node(int number, string detail = "") => new(
        new NodeDefinition(IdOf(number), $"vios{number}", DrcName.Parse($"9117.MMA.10F6E2B-V{number}")), NodeStatus.Active, null, detail,
        Now, ObjectVersion.First);

    private static ClusterData Cluster(long version, params ClusterNode[] nodes) => new(
        Name, new ObjectVersion(version), nodes.ToValueList(), [], nodes.Select(node => node.Vios).ToValueList(), PrimaryOffice.Vacant);

    private static ClusterChanges Changes(
        long from, long to, ValueList<ClusterNode> nodes, ValueList<VioUuid> removed, params ClusterPolicy[] policies) => new(
        Name, new ObjectVersion(from), new ObjectVersion(to), nodes, removed, policies.ToValueList(), PrimaryOffice.Vacant);

    private static ViosRegisteredSince Answer(ClusterData? whole, ClusterChanges changes, ClusterData after) =>
        new(whole, changes, ClusterDigest.Of(after));

    private ViosLocalStore Open() => ViosLocalStore.Open(Path1, Vios, TimeProvider.System);

    private object Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection($"Data Source={Path1};Pooling=False");
        connection.Open();
        return connection;
    }
}
