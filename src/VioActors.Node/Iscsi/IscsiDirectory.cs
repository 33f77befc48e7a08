using System.Globalization;
using VioActors.Actors.Vios.Transport;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;

namespace VioActors.Node.Iscsi;

/// <summary>The targets of a VIOS in the terms of the iSCSI portal. Thread-safe.</summary>
internal sealed class IscsiDirectory(TargetDirectory directory) : IIscsiTargetDirectory
{
    public ValueTask<IReadOnlyList<IscsiTarget>> ListAsync(string initiatorName, CancellationToken cancellation) => new(
    [
        .. directory.Targets.Where(target => target.Admits(initiatorName))
            .Select(target => new IscsiTarget(target.Name, [.. target.Portals.Select(AddressOf)])),
    ]);

    public async ValueTask<TargetLookup> FindAsync(string initiatorName, string targetName, CancellationToken cancellation) =>
        directory.Find(targetName) is { } target && await directory.PortOfAsync(target, cancellation).ConfigureAwait(false) is { } port
            ? TargetLookup.Here(port)
            : TargetLookup.Unknown;

    public ValueTask<ChapRequirement?> FindChapAsync(string initiatorName, string? targetName, CancellationToken cancellation)
    {
        if (targetName is null)
            return new(RequirementOf(directory.Chap.FindDiscovery()));
        return directory.Find(targetName) is { } target ? new(RequirementOf(directory.Chap.FindClient(target.Client))) : default;
    }

    internal static ChapRequirement? RequirementOf(ChapDemand? demand) => demand is null
        ? null
        : new ChapRequirement(
            new ChapCredential(demand.User, demand.Secret),
            demand.TargetUser is null ? null : new ChapCredential(demand.TargetUser, demand.TargetSecret!));

    private static IscsiPortalAddress AddressOf(TargetPortal portal)
    {
        var colon = portal.Address.LastIndexOf(':');
        return new IscsiPortalAddress(
            portal.Address[..colon].Trim('[', ']'), int.Parse(portal.Address.AsSpan(colon + 1), CultureInfo.InvariantCulture),
                portal.GroupTag);
    }
}
