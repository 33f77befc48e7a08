using VioActors.Iscsi.Login;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// What a portal must know about targets; implemented by whoever owns them. Names arrive normalized to lower case. Implementations are
/// thread-safe; a
/// call that throws makes the login fail with "target error".
/// </summary>
public interface IIscsiTargetDirectory
{
    /// <summary>The targets that an initiator may see, for SendTargets=All. Empty when there are none.</summary>
    ValueTask<IReadOnlyList<IscsiTarget>> ListAsync(string initiatorName, CancellationToken cancellation);

    /// <summary>Where the target of a name is for this initiator.</summary>
    ValueTask<TargetLookup> FindAsync(string initiatorName, string targetName, CancellationToken cancellation);

    /// <summary>What the initiator must prove; null: nothing.</summary>
    /// <param name="initiatorName">Who logs in.</param>
    /// <param name="targetName">Where to; null for a discovery session.</param>
    /// <param name="cancellation">Login timed out or the portal stops.</param>
    ValueTask<ChapRequirement?> FindChapAsync(string initiatorName, string? targetName, CancellationToken cancellation);
}

/// <summary>Answer to the question for a target: it is here, it is elsewhere for now, or there is none (login status 0x0203).</summary>
public readonly record struct TargetLookup
{
    /// <summary>No such target (also the default value).</summary>
    public static readonly TargetLookup Unknown;

    /// <summary>The target behind this portal.</summary>
    public ITargetPort? Port { get; private init; }

    /// <summary>Where the initiator shall go instead (login status 0x0101).</summary>
    public IscsiPortalAddress? MovedTo { get; private init; }

    public static TargetLookup Here(ITargetPort port) => new() { Port = port };

    /// <summary>The initiator logs in at <paramref name="address"/> until it has to log in again: what a portal says that cannot serve
    /// now.</summary>
    public static TargetLookup Moved(IscsiPortalAddress address) => new() { MovedTo = address };
}

/// <summary>A target and all addresses under which it can be reached, those of other portals included.</summary>
public sealed record IscsiTarget(string Name, IReadOnlyList<IscsiPortalAddress> Portals);

/// <summary>One address of a target.</summary>
/// <param name="Host">IP address or host name as the initiator can use it; IPv6 without brackets.</param>
/// <param name="Port">TCP port.</param>
/// <param name="GroupTag">Portal group tag: portals with the same tag can serve connections of one session.</param>
public readonly record struct IscsiPortalAddress(string Host, int Port, ushort GroupTag)
{
    /// <summary>Host and port, as a redirection carries them (RFC 7143 clause 13.8).</summary>
    public string HostAndPort => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>As the value of TargetAddress in an answer to SendTargets (clause 13.8).</summary>
    public override string ToString() => $"{HostAndPort},{GroupTag}";
}
