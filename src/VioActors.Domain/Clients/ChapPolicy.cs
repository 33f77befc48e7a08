using System.Collections.Immutable;
using VioActors.Domain.Cluster;

namespace VioActors.Domain.Clients;

/// <summary>
/// What initiators must prove by CHAP (RFC 7143 clause 12.1.3), kept as a policy of the cluster, which every VIOS gets (REG-13). One line
/// for each client: its name, user name, sealed secret and, for mutual authentication, those of the target; tabs between. Secrets are
/// sealed with the cluster's key before they come here. Immutable; thread-safe.
/// </summary>
public sealed class ChapPolicy
{
    /// <summary>Name of the policy of the cluster.</summary>
    public const string Name = "iscsi-chap";

    /// <summary>In place of a client: what discovery sessions must prove.</summary>
    public const string Discovery = "*discovery";

    /// <summary>96 bits, the least without encryption below (RFC 7143 clause 9.2.1).</summary>
    public const int SecretLengthMin = 12;

    public const int SecretLengthMax = 255;

    /// <summary>Some initiators, that of Windows among them, take no longer ones.</summary>
    public const int SecretLengthOfAll = 16;

    public const int UserLengthMax = 255;

    private readonly ImmutableSortedDictionary<string, ChapEntry> _entries;

    private ChapPolicy(ImmutableSortedDictionary<string, ChapEntry> entries, long version) => (_entries, Version) = (entries, version);

    public static ChapPolicy None { get; } = new(ImmutableSortedDictionary.Create<string, ChapEntry>(StringComparer.OrdinalIgnoreCase), 0);

    /// <summary>Of the cluster's policy: what a change has to name as seen; 0 before the first.</summary>
    public long Version { get; }

    public IEnumerable<ChapEntry> Entries => _entries.Values;

    /// <summary>The policy of a cluster; null when it cannot be read: then nobody may log in.</summary>
    public static ChapPolicy? Of(ClusterData? cluster)
    {
        if (cluster?.Policies.FirstOrDefault(policy => policy.Name == Name) is not { } policy)
            return None;
        var entries = None._entries.ToBuilder();
        foreach (var line in policy.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = line.Split('\t') switch
            {
                [var client, var user, var secret] => new ChapEntry(client, user, secret, null, null),
                [var client, var user, var secret, var targetUser, var targetSecret] =>
                    new ChapEntry(client, user, secret, targetUser, targetSecret),
                _ => null,
            };
            if (entry is null || !entries.TryAdd(entry.Client, entry))
                return null;
        }

        return new ChapPolicy(entries.ToImmutable(), policy.Version);
    }

    /// <summary>What is asked of a client, whatever the case of its name; null: nothing.</summary>
    public ChapEntry? Find(string client) => _entries.GetValueOrDefault(client);

    public ChapPolicy With(ChapEntry entry) => new(_entries.SetItem(entry.Client, entry), Version);

    public ChapPolicy Without(string client) => new(_entries.Remove(client), Version);

    /// <summary>As the content of the cluster's policy.</summary>
    public string ToContent() => string.Concat(Entries.Select(entry => entry.TargetUser is null
        ? $"{entry.Client}\t{entry.User}\t{entry.Secret}\n"
        : $"{entry.Client}\t{entry.User}\t{entry.Secret}\t{entry.TargetUser}\t{entry.TargetSecret}\n"));

    /// <summary>What is wrong with a user name and a secret in clear; null: nothing. Never tells the secret.</summary>
    public static string? ProblemOf(string user, string secret) =>
        user.Length is 0 or > UserLengthMax || !user.All(IsPrintable)
            ? $"A user name has 1 to {UserLengthMax} printable ASCII characters."
            : secret.Length is < SecretLengthMin or > SecretLengthMax || !secret.All(IsPrintable)
            ? $"A secret has {SecretLengthMin} to {SecretLengthMax} printable ASCII characters, {SecretLengthOfAll} at most where the "
                + "initiator takes no more; this one has "
                + $"{secret.Length}{(secret.All(IsPrintable) ? "" : ", and others among them")}."
            : null;

    private static bool IsPrintable(char c) => c is >= ' ' and <= '~';
}

/// <summary>What one client must prove, and what its target proves to it. Immutable.</summary>
/// <param name="Client">Name of the client, or <see cref="ChapPolicy.Discovery"/>.</param>
/// <param name="Secret">Sealed.</param>
/// <param name="TargetUser">For mutual authentication; null: the target proves nothing.</param>
/// <param name="TargetSecret">Sealed.</param>
public sealed record ChapEntry(string Client, string User, string Secret, string? TargetUser, string? TargetSecret);
