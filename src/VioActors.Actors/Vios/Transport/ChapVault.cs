using VioActors.Domain.Clients;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Vios.Transport;

/// <summary>
/// Seals and opens the secrets of CHAP with the cluster's key: journals, local stores and backups have them only so. Thread-safe.
/// </summary>
public sealed class ChapVault(ClusterKey key)
{
    /// <summary>An entry whose secrets are sealed; each opens only for its client, side and user name.</summary>
    public ChapEntry Seal(string client, string user, string secret, string? targetUser, string? targetSecret) => new(
        client,
        user,
        key.Seal(secret, PlaceOf(client, "initiator", user)),
        targetUser,
        targetUser is null ? null : key.Seal(targetSecret!, PlaceOf(client, "target", targetUser)));

    /// <summary>The secrets in clear; null when they were sealed with another key, or for another place.</summary>
    public ChapDemand? Open(ChapEntry entry)
    {
        var secret = key.Open(entry.Secret, PlaceOf(entry.Client, "initiator", entry.User));
        var targetSecret = entry.TargetUser is null
            ? null
            : key.Open(entry.TargetSecret!, PlaceOf(entry.Client, "target", entry.TargetUser));
        return secret is null || (entry.TargetUser is not null && targetSecret is null)
            ? null
            : new ChapDemand(entry.User, secret, entry.TargetUser, targetSecret);
    }

    private static string PlaceOf(string client, string side, string user) =>
        $"{ChapPolicy.Name}\n{client.ToLowerInvariant()}\n{side}\n{user}";
}

/// <summary>What an initiator must prove and what the target proves to it, in clear: never stored, never shown. Immutable.</summary>
public sealed record ChapDemand(string User, string Secret, string? TargetUser, string? TargetSecret)
{
    public override string ToString() => $"{nameof(ChapDemand)} {{ User = {User} }}";
}
