using Akka.Actor;
using VioActors.Api.Objects;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Management.View;

/// <summary>Reads one aggregate and gives what the view shows of it. Thread-safe.</summary>
/// <param name="viosDb">Takes every query for the shared VIOS DB.</param>
/// <param name="phyps">Hypervisors that can be asked from here, by CEC.</param>
internal sealed class SourceReader(IActorRef viosDb, IReadOnlyDictionary<string, IActorRef> phyps, TimeSpan answerTimeout)
{
    // Shorter than a question may wait: a machine that is gone must not make it fail.
    private readonly TimeSpan _machineTimeout = answerTimeout / 3;


    /// <exception cref="AskTimeoutException">No answer in time.</exception>
    /// <exception cref="InvalidOperationException">The answer was no answer to the query.</exception>
    public async Task<SourceContent> ReadAsync(ViewSource source)
    {
        switch (source.Kind)
        {
            case ViewSourceKind.Cluster:
                return await AskAsync<ClusterFound>(new GetCluster()).ConfigureAwait(false) is { } cluster
                    ? ClusterTranslation.Of(cluster.Cluster)
                    : SourceContent.Empty;
            case ViewSourceKind.Vios:
                return await AskAsync<ViosDevicesFound>(new GetViosDevices(VioUuid.Parse(source.Id))).ConfigureAwait(false) is { } devices
                    ? DeviceTranslation.Of(devices.Devices)
                    : SourceContent.Empty;
            case ViewSourceKind.Client:
                var client = ClientKey.Parse(source.Id);
                return ClientTranslation.Of(client, await AskAsync<ClientFound>(new GetClient(client)).ConfigureAwait(false));
            case ViewSourceKind.Pool:
                return await AskAsync<PoolFound>(new GetPool(PoolName.Parse(source.Id))).ConfigureAwait(false) is { } pool
                    ? PoolTranslation.Of(pool)
                    : SourceContent.Empty;
            case ViewSourceKind.Lu:
                return await ReadLuAsync(LuUdid.Parse(source.Id)).ConfigureAwait(false);
            case ViewSourceKind.Cec:
                return await ReadCecAsync(source.Id).ConfigureAwait(false);
            default:
                throw new InvalidOperationException($"The view has no source {source}.");
        }
    }

    private async Task<SourceContent> ReadLuAsync(LuUdid lu)
    {
        // Asked together: a unit that stores something for each of its writes answers whoever waits when that is stored.
        var (asked, uses, taken) = (
            AskAsync<LuFound>(new GetLu(lu)), AskAsync<LuUseFound>(new GetLuUse(lu)), AskAsync<SnapshotsFound>(new GetSnapshots(lu)));
        await Task.WhenAll(asked, uses, taken).ConfigureAwait(false);
        return await asked.ConfigureAwait(false) is { Status: not LuStatus.Deleted } found
            ? LuTranslation.Of(found, await uses.ConfigureAwait(false), await taken.ConfigureAwait(false))
            : SourceContent.Empty;
    }

    private async Task<SourceContent> ReadCecAsync(string cec)
    {
        if (!phyps.TryGetValue(cec, out var phyp))
        {
            return CecTranslation.Unknown(cec);
        }

        // Asked together; a hypervisor of an older version knows the former question only.
        var (definitions, dispatch) = (
            phyp.Ask<PartitionsReply>(new GetPartitions(), _machineTimeout),
            phyp.Ask<DispatchReport>(GetDispatchReport.Instance, _machineTimeout));
        var known = await definitions.ConfigureAwait(false);
        var report = await dispatch.ContinueWith(
            answer => answer.IsCompletedSuccessfully ? answer.Result : null, TaskScheduler.Default).ConfigureAwait(false);
        return CecTranslation.Of(known, report);
    }

    /// <summary>Null when the object does not exist.</summary>
    private async Task<T?> AskAsync<T>(IQuery query)
        where T : class => await viosDb.Ask<object>(query, answerTimeout).ConfigureAwait(false) switch
        {
            T found => found,
            Rejected => null,
            var other => throw new InvalidOperationException(
                $"The answer to {query.GetType().Name} was a {other.GetType().Name}; this node and the VIOS DB run different versions."),
        };
}
