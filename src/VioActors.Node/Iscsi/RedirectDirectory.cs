using System.Globalization;
using Akka.Actor;
using VioActors.Actors.Phyp.Machines;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Phyp;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;

namespace VioActors.Node.Iscsi;

/// <summary>
/// What the portal of a CEC knows: it has no targets itself, and sends every login to a VIOS that serves the client now (RFC 7143 clause
/// 11.13.5, status 0101h). A client without paths of its own to several VIOSes changes over so when its VIOS fails (RED-4). Thread-safe.
/// </summary>
/// <param name="targetNameOf">Target name of a client, by the name of its partition.</param>
/// <param name="own">Where this portal listens.</param>
/// <param name="chap">What initiators must prove now.</param>
internal sealed class RedirectDirectory(
    IActorRef phyp, Func<string, string> targetNameOf, Func<IscsiPortalAddress> own, Func<CancellationToken, Task<ChapDemands>> chap)
    : IIscsiTargetDirectory
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    public async ValueTask<IReadOnlyList<IscsiTarget>> ListAsync(string initiatorName, CancellationToken cancellation)
    {
        var clients = await ClientsAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. clients.Where(client => Admits(client, initiatorName))
                .Select(client => new IscsiTarget(targetNameOf(client.Name), [own()])),
        ];
    }

    /// <exception cref="IOException">No VIOS serves it now: the initiator is to try again.</exception>
    public async ValueTask<TargetLookup> FindAsync(string initiatorName, string targetName, CancellationToken cancellation)
    {
        var clients = await ClientsAsync(cancellation).ConfigureAwait(false);
        var client = clients.FirstOrDefault(client => targetNameOf(client.Name) == targetName && Admits(client, initiatorName));
        if (client is null)
            return TargetLookup.Unknown;
        var path = await phyp.Ask<MachinePathFound>(new FindMachinePath(client.Id), AnswerLimit, cancellation).ConfigureAwait(false);
        if (path.Portal is not { } portal)
            throw new IOException(path.Detail);
        var colon = portal.LastIndexOf(':');
        var port = int.Parse(portal.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        return TargetLookup.Moved(new IscsiPortalAddress(portal[..colon].Trim('[', ']'), port, path.GroupTag));
    }

    /// <summary>Discovery is answered here; a target's secrets are asked for by the VIOS that the initiator is sent to.</summary>
    public async ValueTask<ChapRequirement?> FindChapAsync(string initiatorName, string? targetName, CancellationToken cancellation) =>
        targetName is null
            ? IscsiDirectory.RequirementOf((await chap(cancellation).ConfigureAwait(false)).FindDiscovery())
            : null;

    private async Task<IEnumerable<Partition>> ClientsAsync(CancellationToken cancellation)
    {
        var known = await phyp.Ask<PartitionsReply>(new GetPartitions(), AnswerLimit, cancellation).ConfigureAwait(false);
        return known.Partitions.Where(partition => partition.Kind == PartitionKind.ExternalHost);
    }

    private static bool Admits(Partition client, string initiatorName) =>
        client.Initiators.Count == 0
        || client.Initiators.Any(name => name.Value.Equals(initiatorName, StringComparison.OrdinalIgnoreCase));
}
