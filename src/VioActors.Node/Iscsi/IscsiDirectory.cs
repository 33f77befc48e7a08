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

    public ValueTask<ChapRequirement?> FindChapAsync(string initiatorName, string? targetName, CancellationToken cancellation) =>
        new((ChapRequirement?)null);

    private static IscsiPortalAddress AddressOf(TargetPortal portal)
    {
        var colon = portal.Address.LastIndexOf(':');
        return new IscsiPortalAddress(
            portal.Address[..colon].Trim('[', ']'), int.Parse(portal.Address.AsSpan(colon + 1), CultureInfo.InvariantCulture),
                portal.GroupTag);
    }
}
