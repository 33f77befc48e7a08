using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Sql;

/// <summary>
/// Rows as they are stored. What is read is not trusted: unknown statuses, texts that are no address, and lists that are too long are
/// refused with <see cref="MembershipStoreException"/>. Pure.
/// </summary>
internal static class RowTexts
{
    /// <summary>Rows of one cluster, the removed ones included.</summary>
    public const int RowsMax = 12_000;

    private const int AddressLengthMax = 512;
    private const int RolesMax = 64;
    private const int AppVersionLengthMax = 255;
    private const int NumbersMax = 10_000;

    public static string Write(ImmutableArray<long> numbers) => string.Join(',', numbers);

    public static IEnumerable<(string Name, object Value)> Parameters(string cluster, MemberRow row) =>
    [
        ("cluster", cluster), ("no", row.No), ("address", row.Address.ToString()), ("uid", (long)row.Uid),
            ("status", row.Status.ToString()),
        ("up_number", (long)row.UpNumber), ("roles", string.Join(',', row.Roles)), ("app_version", row.AppVersion),
        ("lease_end", row.LeaseEnd), ("tolerance_ms", row.ToleranceMs), ("sequence", row.Sequence), ("quorum", Write(row.Quorum)),
        ("voted_lease_end", row.VotedLeaseEnd), ("voters", Write(row.Voters)), ("unreachable", Write(row.Unreachable)),
        ("removed_at", row.RemovedAt), ("previous", row.Previous.ToString()),
    ];

    /// <summary>The row whose columns begin at <paramref name="first"/>.</summary>
    public static MemberRow ReadRow(DbDataReader reader, int first)
    {
        var no = reader.GetInt64(first);
        var address = reader.GetString(first + 1);
        if (address.Length > AddressLengthMax || !Address.TryParse(address, out var parsed) || !parsed.HasGlobalScope)
            throw Refused(no, "address", address);
        var roles = reader.GetString(first + 5);
        var names = roles.Length == 0 ? [] : roles.Split(',', RolesMax + 1);
        if (names.Length > RolesMax || names.Any(name => name.Length is 0 or > MembershipSettings.RoleLengthMax))
            throw Refused(no, "roles", roles);
        var version = reader.GetString(first + 6);
        if (version.Length is 0 or > AppVersionLengthMax)
            throw Refused(no, "app_version", version);
        return new MemberRow(no, parsed, Int(reader, no, "uid", first + 2), Status(no, "status", reader.GetString(first + 3)))
        {
            UpNumber = Int(reader, no, "up_number", first + 4),
            Roles = [.. names],
            AppVersion = version,
            LeaseEnd = reader.GetInt64(first + 7),
            ToleranceMs = reader.GetInt64(first + 8),
            Sequence = reader.GetInt64(first + 9),
            Quorum = Numbers(no, "quorum", reader.GetString(first + 10)),
            VotedLeaseEnd = reader.GetInt64(first + 11),
            Voters = Numbers(no, "voters", reader.GetString(first + 12)),
            Unreachable = Numbers(no, "unreachable", reader.GetString(first + 13)),
            RemovedAt = reader.GetInt64(first + 14),
            Previous = Status(no, "previous", reader.GetString(first + 15)),
        };
    }

    /// <summary>Reads "no:lease_end,no:lease_end".</summary>
    public static ImmutableArray<Lapse> ReadLapses(string text)
    {
        if (text.Length == 0)
            return [];
        var lapses = ImmutableArray.CreateBuilder<Lapse>();
        foreach (var part in text.Split(',', RowsMax + 1))
        {
            var pair = part.Split(':');
            if (pair.Length != 2 || !TryNumber(pair[0], out var no) || !TryNumber(pair[1], out var end) || lapses.Count >= RowsMax)
                throw new MembershipStoreException("the list of leases that have run out cannot be read");
            lapses.Add(new Lapse(no, end));
        }

        return lapses.ToImmutable();
    }

    private static ImmutableArray<long> Numbers(long no, string column, string text)
    {
        if (text.Length == 0)
            return [];
        var parts = text.Split(',', NumbersMax + 1);
        var numbers = ImmutableArray.CreateBuilder<long>(parts.Length);
        foreach (var part in parts)
        {
            if (numbers.Count >= NumbersMax || !TryNumber(part, out var number))
                throw Refused(no, column, text);
            numbers.Add(number);
        }

        return numbers.MoveToImmutable();
    }

    private static MemberStatus Status(long no, string column, string text) => text switch
    {
        "Joining" => MemberStatus.Joining,
        "Up" => MemberStatus.Up,
        "Leaving" => MemberStatus.Leaving,
        "Exiting" => MemberStatus.Exiting,
        "Down" => MemberStatus.Down,
        "Removed" => MemberStatus.Removed,
        _ => throw Refused(no, column, text),
    };

    private static int Int(DbDataReader reader, long no, string column, int index)
    {
        var number = reader.GetInt64(index);
        return number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw Refused(no, column, number.ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static MembershipStoreException Refused(long no, string column, string text) => new(
        $"the row [{no}] has [{text[..Math.Min(text.Length, 60)]}] as {column}");
}
