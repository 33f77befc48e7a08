namespace Akka.Cluster.Sql;

/// <summary>The statements of <see cref="SqlMembershipStore"/>. Immutable and thread-safe.</summary>
internal sealed class MembershipTexts
{
    private const string Columns =
        "no, address, uid, status, up_number, roles, app_version, lease_end, tolerance_ms, sequence, quorum, voted_lease_end, voters, "
        + "unreachable, removed_at, previous";

    private static readonly string[] Names = Columns.Split(", ");

    public MembershipTexts(MembershipDialect dialect)
    {
        var clusters = dialect.Table(MembershipDialect.ClusterTable);
        var members = dialect.Table(MembershipDialect.MemberTable);
        Pulse = $"""
            SELECT {dialect.Now}, (SELECT version FROM {clusters} WHERE name = @cluster),
              (SELECT {LapsesOf(dialect)} FROM {members} WHERE cluster = @cluster AND status <> 'Removed' AND lease_end < {dialect.Now})
            """;
        RenewAndPulse = $"""
            UPDATE {members} SET lease_end = {dialect.Greatest}(lease_end, {dialect.Now} + @lease), sequence = @sequence,
              tolerance_ms = @tolerance, quorum = @quorum
            WHERE cluster = @cluster AND no = @no AND sequence < @sequence AND status IN ('Joining', 'Up', 'Leaving', 'Exiting')
            RETURNING lease_end;
            {Pulse}
            """;
        UpdateCluster = $"UPDATE {clusters} SET version = @version, last_no = @last_no, last_up = @last_up WHERE name = @cluster";
        Load = $"""
            SELECT c.version, c.last_no, c.last_up, {string.Join(", ", Names.Select(name => "m." + name))}
            FROM {clusters} c LEFT JOIN {members} m ON m.cluster = c.name WHERE c.name = @cluster ORDER BY m.no;
            SELECT {dialect.Now}
            """;

        // Renewals take no lock on the cluster, so that they do not wait for each other; here the rows are locked against them.
        var add = $"INSERT INTO {clusters} (name, version, last_no, last_up) VALUES (@cluster, 0, 0, 0) ON CONFLICT DO NOTHING;\n";
        string[] locks = dialect.ForUpdate.Length == 0
            ? []
            :
            [
                $"SELECT version FROM {clusters} WHERE name = @cluster {dialect.ForUpdate};\n",
                $"SELECT no FROM {members} WHERE cluster = @cluster ORDER BY no {dialect.ForUpdate};\n",
            ];
        LocksBeforeLoad = locks.Length;
        LoadForUpdate = add + string.Concat(locks) + Load;
        Upsert = $"""
            INSERT INTO {members} (cluster, {Columns}) VALUES (@cluster, {string.Join(", ", Names.Select(name => "@" + name))})
            ON CONFLICT (cluster, no) DO UPDATE SET {string.Join(", ", Names[1..].Select(name => $"{name} = excluded.{name}"))}
            """;
        Delete = $"DELETE FROM {members} WHERE cluster = @cluster AND no = @no";
    }

    public string RenewAndPulse { get; }

    public string Pulse { get; }

    public string UpdateCluster { get; }

    /// <summary>Result sets of <see cref="LoadForUpdate"/> before the rows.</summary>
    public int LocksBeforeLoad { get; }

    public string Load { get; }

    public string LoadForUpdate { get; }

    public string Upsert { get; }

    public string Delete { get; }

    private static string LapsesOf(MembershipDialect dialect) => dialect.ForUpdate.Length == 0
        ? "group_concat(no || ':' || lease_end, ',')"
        : "string_agg(no || ':' || lease_end, ',')";
}
