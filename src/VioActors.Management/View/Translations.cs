using VioActors.Api.Objects;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Management.View;

/// <summary>Cluster data as objects of the API. Thread-safe.</summary>
internal static class ClusterTranslation
{
    public static SourceContent Of(ClusterData cluster)
    {
        var whole = new ClusterObject(
            cluster.Name.Value,
            cluster.Version.Value,
            cluster.Nodes.Count,
            cluster.ActiveNodes.Count,
            cluster.Primary.Holder?.ToString(),
            cluster.Primary.Term,
            [.. cluster.ActiveNodes.Select(vios => new ActiveNode(vios.ToString()))],
            [.. cluster.Policies.Select(policy => new Policy(policy.Name, policy.Version, policy.Content))]);
        var refers = cluster.Nodes.Select(node => new ViewSource(ViewSourceKind.Vios, node.Vios.ToString()))
            .Concat(cluster.Nodes.Select(node => node.Definition.Drc.Cec.ToString()).Distinct(StringComparer.Ordinal)
                .Select(cec => new ViewSource(ViewSourceKind.Cec, cec)));
        return new SourceContent([whole, .. cluster.Nodes.Select(Of)], [.. refers]);
    }

    private static ViosObject Of(ClusterNode node)
    {
        var registration = node.Registration;
        var drc = registration?.Drc ?? node.Definition.Drc;
        return new ViosObject(
            node.Vios.ToString(),
            node.Version.Value,
            Words.Bounded(registration?.Name ?? node.Definition.Name, 4096),
            drc.Cec.ToString(),
            drc.Partition.Value,
            drc.ToString(),
            Words.Of(node.Status),
            Words.Bounded(node.Detail, 4096),
            node.SinceUtc,
            registration?.Incarnation,
            [.. registration?.Portals.Select(portal => new Portal(portal)) ?? []],
            [.. registration?.Stack.Select(layer => new Layer(
                Words.Of(layer.Layer), Words.Of(layer.Status), Words.Bounded(layer.Detail, 4096))) ?? []],
            [.. registration?.Components.Select(component => new Component(component.Component, component.Version)) ?? []]);
    }
}

/// <summary>Devices of one VIOS as objects of the API. Thread-safe.</summary>
internal static class DeviceTranslation
{
    public static string IdOf(VioUuid vios, object name) => $"{vios}/{name}";

    public static SourceContent Of(ViosDevices devices)
    {
        var clients = devices.Adapters.Select(adapter => adapter.Client).Distinct()
            .Select(client => new ViewSource(ViewSourceKind.Client, client.ToString()));
        return new SourceContent(
            [
                .. devices.Adapters.Select(adapter => Of(devices.Vios, adapter)),
                .. devices.Devices.Select(device =>
                    Of(devices.Vios, device, devices.Adapters.FirstOrDefault(adapter => adapter.Name == device.Adapter))),
            ],
            [.. clients]);
    }

    public static AdapterObject Of(VioUuid vios, ServerAdapter adapter) => new(
        IdOf(vios, adapter.Name),
        adapter.Version.Value,
        vios.ToString(),
        adapter.Name.Value,
        Words.Of(adapter.Kind),
        adapter.Slot.Value,
        adapter.Drc.ToString(),
        adapter.Client.ToString(),
        adapter.ClientSlot?.Value);

    public static MappingObject Of(VioUuid vios, VirtualTargetDevice device, ServerAdapter? adapter) => new(
        IdOf(vios, device.Name),
        device.Version.Value,
        vios.ToString(),
        device.Name.Value,
        device.Adapter.Value,
        adapter?.Client.ToString() ?? "unknown",
        device.Lun.Value,
        device.Lu.ToString(),
        device.LuName.Value,
        device.Pool.Value,
        device.ReadOnly);
}

/// <summary>A client's rows as an object of the API. Thread-safe.</summary>
internal static class ClientTranslation
{
    /// <param name="found">Null for a client that never logged in.</param>
    public static SourceContent Of(ClientKey key, ClientFound? found)
    {
        if (found?.Client is not { } row)
        {
            return new SourceContent([new ClientObject(key.ToString(), null, string.Empty, false, null, [])], []);
        }

        var nexuses = row.Adapters.Select(adapter => new ClientNexus(
            adapter.AdapterId.Value,
            adapter.Nexus.Vios.ToString(),
            adapter.Nexus.ServerAdapter.Value,
            adapter.Nexus.ClientSlot?.Value,
            adapter.Physical?.Value,
            adapter.LoggedIn,
            adapter.SinceUtc)).ToList();
        var client = new ClientObject(
            key.ToString(), row.ClientId.Value, row.Name, nexuses.Exists(nexus => nexus.LoggedIn), row.MovedTo?.ToString(), nexuses);
        return new SourceContent([client], []);
    }
}

/// <summary>A pool with its volumes as objects of the API. Thread-safe.</summary>
internal static class PoolTranslation
{
    public static SourceContent Of(PoolFound found)
    {
        var capacity = found.Capacity;
        var pool = new PoolObject(
            found.Pool.Value,
            Revision(found.Thresholds),
            capacity.TotalChunks * capacity.ChunkSizeBytes,
            capacity.FreeChunks * capacity.ChunkSizeBytes,
            capacity.GrantedChunks * capacity.ChunkSizeBytes,
            capacity.FreeingChunks * capacity.ChunkSizeBytes,
            capacity.ProvisionedChunks * capacity.ChunkSizeBytes,
            capacity.ChunkSizeBytes,
            found.Lus.Count,
            found.Pvs.Count,
            Words.Of(capacity.Alert),
            found.Thresholds.WarningPercent,
            found.Thresholds.CriticalPercent,
            found.Thresholds.OverCommitPercentMax);
        var pvs = found.Pvs.Select(pv => new PvObject(
            $"{found.Pool}/{pv.Definition.Name}",
            found.Pool.Value,
            pv.Definition.Name.Value,
            pv.Definition.Id.ToString(),
            pv.Definition.ChunkCount * capacity.ChunkSizeBytes,
            Words.Of(pv.Status),
            pv.Definition.Tier.ToString(),
            pv.Definition.DiskGroup.ToString(),
            pv.Definition.FailureGroup.ToString(),
            pv.Definition.Path,
            found.Volumes.FirstOrDefault(figures => figures.Index == pv.Index)?.UsedChunks * capacity.ChunkSizeBytes));
        var lus = found.Lus.Select(lu => new ViewSource(ViewSourceKind.Lu, lu.Lu.ToString()));
        return new SourceContent([pool, .. pvs], [.. lus]);
    }

    /// <summary>The thresholds in one number: who changes them says which it saw.</summary>
    public static long Revision(PoolThresholds thresholds) =>
        (((long)thresholds.OverCommitPercentMax * 1000) + thresholds.CriticalPercent) * 1000 + thresholds.WarningPercent;
}

/// <summary>A logical unit with its uses as an object of the API. Thread-safe.</summary>
internal static class LuTranslation
{
    public static SourceContent Of(LuFound found, LuUseFound? use, SnapshotsFound? snapshots) =>
        new([ToObject(found, use), .. snapshots?.Snapshots.Select(taken => ToObject(found.Identity, taken)) ?? []], []);

    private static SnapshotObject ToObject(LuIdentity unit, LuTakenSummary taken) => new(
        $"{unit.Lu}@{taken.Name}",
        unit.Lu.ToString(),
        unit.Name.Value,
        taken.Name.Value,
        taken.TakenAtUtc,
        taken.Size.Bytes,
        taken.MappedChunks * unit.ChunkSizeBytes,
        taken.UsedChunks * unit.ChunkSizeBytes);

    public static LuObject ToObject(LuFound found, LuUseFound? use)
    {
        var identity = found.Identity;
        return new LuObject(
            identity.Lu.ToString(),
            identity.Version.Value,
            identity.Name.Value,
            identity.Pool.Value,
            identity.Tier.ToString(),
            Words.Of(identity.Kind),
            identity.Size.Bytes,
            found.MappedChunks * identity.ChunkSizeBytes,
            identity.Thick,
            Words.Of(found.Status),
            found.Origin is { } origin ? $"{origin.Source}@{origin.Snapshot}" : null,
            use is null ? [] : [.. UsesOf(use)]);
    }

    private static IEnumerable<LuUsage> UsesOf(LuUseFound use)
    {
        foreach (var binding in use.Bindings)
        {
            yield return new LuUsage(
                "mapped", binding.Vios.ToString(), binding.Client.ToString(), binding.Adapter.Value, binding.Shared, null);
        }

        foreach (var holder in use.Holders)
        {
            yield return new LuUsage("grant", holder.Vios.ToString(), null, null, null, null);
        }

        foreach (var open in use.Uses)
        {
            yield return new LuUsage(
                "open", open.Vios.ToString(), open.Client.ToString(), open.Adapter.ToString(), null, open.Exclusive);
        }
    }
}
