using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management.View;

namespace VioActors.Management.Requests;

/// <summary>
/// Turns a change of the API into a command for the VIOS DB: finds the objects that it names, and refuses a version that is not the
/// object's. The command carries the version where its aggregate keeps one, so that of two changes at once only one is made. Thread-safe.
/// </summary>
internal sealed class ChangePlanner(ViewReader view, IIdSource ids)
{
    /// <exception cref="RequestRefusedException">It cannot be done; nothing was changed.</exception>
    public async Task<PlannedChange> PlanAsync(VioOperation operation)
    {
        try
        {
            return operation switch
            {
                CreateObject { What: LuCreation lu } => Create(lu),
                CreateObject { What: SnapshotCreation snapshot } => await CreateAsync(snapshot).ConfigureAwait(false),
                CreateObject { What: CloneCreation clone } => await CreateAsync(clone).ConfigureAwait(false),
                CreateObject { What: AdapterCreation adapter } => await CreateAsync(adapter).ConfigureAwait(false),
                CreateObject { What: MappingCreation mapping } => await CreateAsync(mapping).ConfigureAwait(false),
                CreateObject { What: ViosCreation vios } => Create(vios),
                ChangeObject { What: LuAlteration lu } change => await AlterAsync(lu, change.Version).ConfigureAwait(false),
                ChangeObject { What: SnapshotAlteration snapshot } => await RollBackAsync(snapshot).ConfigureAwait(false),
                ChangeObject { What: PoolAlteration pool } change => await AlterAsync(pool, change.Version).ConfigureAwait(false),
                ChangeObject { What: ClusterAlteration policy } change => await AlterAsync(policy, change.Version).ConfigureAwait(false),
                RemoveObject remove => await RemoveAsync(remove).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"{operation.GetType().Name} changes nothing."),
            };
        }
        catch (FormatException cause)
        {
            throw new RequestRefusedException(
                VioFaultCode.Invalid, null, null, cause.Message, "Nothing was changed. Correct the value and send the request again.");
        }
    }

    private static void CheckVersion(VioObject thing, long seen)
    {
        if (thing.SeenVersion() is { } version && version != seen)
        {
            throw new RequestRefusedException(
                VioFaultCode.VersionConflict, ObjectKinds.Of(thing), thing.Id,
                $"The {Words.Of(ObjectKinds.Of(thing))} {thing.Id} has version {version}; the request was made for version {seen}.",
                "Nothing was changed: someone else changed it first. Show the object, decide again, and send its present version.");
        }
    }

    private PlannedChange Create(LuCreation lu)
    {
        var udid = LuUdid.From(ids.Next());
        var kind = lu.Kind is null ? LuKind.Disk
            : Enum.TryParse<LuKind>(lu.Kind, ignoreCase: true, out var known) && known != LuKind.Unspecified ? known
            : throw new FormatException($"'{lu.Kind}' is no kind of logical unit; it is disk, image, paging, removableDisk, "
                + "opticalDrive or opticalMedium.");
        var tier = lu.Tier is null ? Tier.System : Tier.Parse(lu.Tier);
        var command = new CreateLu(
            udid, PoolName.Parse(lu.Pool), LuName.Parse(lu.Name), new ByteSize(lu.SizeBytes), lu.Thick ?? false, tier, kind);
        return new PlannedChange("create", VioObjectKind.Lu, udid.ToString(), command, _ => udid.ToString());
    }

    private async Task<PlannedChange> CreateAsync(SnapshotCreation snapshot)
    {
        var lu = await view.FindAsync<LuObject>(VioObjectKind.Lu, snapshot.Lu).ConfigureAwait(false);
        var (name, id) = (LuName.Parse(snapshot.Name), $"{lu.Id}@{snapshot.Name}");

        // The unit knows which it has; one that was made meanwhile through another node is refused too.
        return new PlannedChange(
            "create", VioObjectKind.Snapshot, id, new TakeSnapshot(LuUdid.Parse(lu.Id), name),
            reply => reply is not NoOp ? id : throw new RequestRefusedException(
                VioFaultCode.AlreadyExists, VioObjectKind.Snapshot, id, $"LU {lu.Name} has a snapshot {name} already.",
                "Nothing was changed. Choose another name, or remove that snapshot."));
    }

    private async Task<PlannedChange> CreateAsync(CloneCreation clone)
    {
        var snapshot = await view.FindAsync<SnapshotObject>(VioObjectKind.Snapshot, clone.Snapshot).ConfigureAwait(false);
        var source = await view.FindAsync<LuObject>(VioObjectKind.Lu, snapshot.Lu).ConfigureAwait(false);
        var udid = LuUdid.From(ids.Next());
        var command = new CreateClone(
            udid,
            PoolName.Parse(source.Pool),
            LuName.Parse(clone.Name),
            LuUdid.Parse(source.Id),
            LuName.Parse(snapshot.Name),
            new ByteSize(snapshot.SizeBytes),
            Tier.Parse(source.Tier),
            Enum.Parse<LuKind>(source.Kind, ignoreCase: true));
        return new PlannedChange("create", VioObjectKind.Lu, udid.ToString(), command, _ => udid.ToString());
    }

    private async Task<PlannedChange> RollBackAsync(SnapshotAlteration change)
    {
        var snapshot = await view.ShowAsync<SnapshotObject>(VioObjectKind.Snapshot, change.Id).ConfigureAwait(false);
        if (!change.RollBack)
        {
            throw new RequestRefusedException(
                VioFaultCode.Invalid, VioObjectKind.Snapshot, snapshot.Id, $"The change of snapshot {snapshot.Id} changes nothing.",
                "Nothing was changed. Say rollBack=\"true\" to make its LU what it was then.");
        }

        var command = new RollBack(LuUdid.Parse(snapshot.Lu), LuName.Parse(snapshot.Name), change.Force ?? false);
        return new PlannedChange("change", VioObjectKind.Snapshot, snapshot.Id, command, _ => snapshot.Id);
    }

    private PlannedChange Create(ViosCreation vios)
    {
        var uuid = vios.Id is null ? new VioUuid(ids.Next()) : VioUuid.Parse(vios.Id);
        var command = new AddNode(new NodeDefinition(uuid, vios.Name, DrcName.Parse(vios.Drc)));
        return new PlannedChange("create", VioObjectKind.Vios, uuid.ToString(), command, _ => uuid.ToString());
    }

    private async Task<PlannedChange> CreateAsync(AdapterCreation adapter)
    {
        var vios = await view.ShowAsync<ViosObject>(VioObjectKind.Vios, adapter.Vios).ConfigureAwait(false);
        var kind = Enum.Parse<ServerAdapterKind>(adapter.Kind, ignoreCase: true);
        var command = new AddServerAdapter(
            VioUuid.Parse(vios.Id),
            kind,
            adapter.Slot is { } slot ? SlotOf(slot) : null,
            ClientKey.Parse(adapter.Client),
            adapter.ClientSlot is { } clientSlot ? SlotOf(clientSlot) : null,
            adapter.Name is null ? null : AdapterName.Parse(adapter.Name));
        return new PlannedChange("create", VioObjectKind.Adapter, vios.Id, command, reply =>
            reply is ServerAdapterAnswer answer ? $"{vios.Id}/{answer.Adapter.Name}" : null);
    }

    private async Task<PlannedChange> CreateAsync(MappingCreation mapping)
    {
        var vios = await view.ShowAsync<ViosObject>(VioObjectKind.Vios, mapping.Vios).ConfigureAwait(false);
        var lu = await view.ShowAsync<LuObject>(VioObjectKind.Lu, mapping.Lu).ConfigureAwait(false);
        var command = new MapLu(
            VioUuid.Parse(vios.Id),
            AdapterName.Parse(mapping.Adapter),
            PoolName.Parse(lu.Pool),
            LuUdid.Parse(lu.Id),
            mapping.Lun is { } lun ? LunNumber.Parse(lun.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
            mapping.Device is null ? null : VtdName.Parse(mapping.Device),
            mapping.ReadOnly ?? false,
            mapping.Shared ?? false);
        return new PlannedChange("create", VioObjectKind.Mapping, vios.Id, command, reply =>
            reply is MappingAnswer answer ? $"{vios.Id}/{answer.Device.Name}" : null);
    }

    private async Task<PlannedChange> AlterAsync(LuAlteration change, long version)
    {
        var lu = await view.ShowAsync<LuObject>(VioObjectKind.Lu, change.Id).ConfigureAwait(false);
        CheckVersion(lu, version);
        var udid = LuUdid.Parse(lu.Id);
        IDomainMessage command = (change.Name, change.SizeBytes) switch
        {
            ({ } name, null) => new RenameLu(udid, LuName.Parse(name), new ObjectVersion(version)),
            (null, { } size) => new GrowLu(udid, new ByteSize(size), new ObjectVersion(version)),
            _ => throw new RequestRefusedException(
                VioFaultCode.Invalid, VioObjectKind.Lu, lu.Id, $"The change of LU {lu.Name} gives both a name and a size, or neither.",
                "Nothing was changed. Send one change for the name and one for the size, each with the version that it found."),
        };
        return new PlannedChange("change", VioObjectKind.Lu, lu.Id, command, _ => lu.Id);
    }

    private async Task<PlannedChange> AlterAsync(PoolAlteration change, long version)
    {
        var pool = await view.ShowAsync<PoolObject>(VioObjectKind.Pool, change.Id).ConfigureAwait(false);
        CheckVersion(pool, version);
        var thresholds = new PoolThresholds(
            change.WarningPercent ?? pool.WarningPercent,
            change.CriticalPercent ?? pool.CriticalPercent,
            change.OverCommitPercentMax ?? pool.OverCommitPercentMax);
        return new PlannedChange(
            "change", VioObjectKind.Pool, pool.Id, new SetThresholds(PoolName.Parse(pool.Id), thresholds), _ => pool.Id);
    }

    private async Task<PlannedChange> AlterAsync(ClusterAlteration change, long version)
    {
        var all = await view.ListAsync(VioObjectKind.Cluster, null).ConfigureAwait(false);
        var cluster = all.Count > 0 ? all[0].Id : throw new RequestRefusedException(
            VioFaultCode.NotFound, VioObjectKind.Cluster, null, "There is no cluster yet.", "Create the cluster first.");
        return new PlannedChange(
            "change", VioObjectKind.Cluster, cluster, new SetPolicy(change.Policy, change.Content, version), _ => cluster);
    }

    private async Task<PlannedChange> RemoveAsync(RemoveObject remove)
    {
        if (remove.Object is not (VioObjectKind.Lu or VioObjectKind.Snapshot or VioObjectKind.Adapter or VioObjectKind.Mapping
            or VioObjectKind.Vios))
        {
            throw new RequestRefusedException(
                VioFaultCode.NotSupported, remove.Object, remove.Id, $"A {Words.Of(remove.Object)} cannot be removed through the API.",
                "An lu, a snapshot, a pv, an adapter, a mapping and a vios can.");
        }

        var thing = await view.ShowAsync(remove.Object, remove.Id).ConfigureAwait(false);
        CheckVersion(thing, remove.Version);
        var (forced, seen) = (remove.Force ?? false, new ObjectVersion(remove.Version));
        IDomainMessage command = thing switch
        {
            SnapshotObject snapshot => new DeleteSnapshot(LuUdid.Parse(snapshot.Lu), LuName.Parse(snapshot.Name)),
            LuObject lu => new DeleteLu(LuUdid.Parse(lu.Id), forced),
            AdapterObject adapter => new RemoveServerAdapter(VioUuid.Parse(adapter.Vios), AdapterName.Parse(adapter.Name), seen),
            MappingObject mapping => new UnmapLu(VioUuid.Parse(mapping.Vios), VtdName.Parse(mapping.Device), seen),
            _ => new RemoveNode(VioUuid.Parse(thing.Id), forced),
        };
        return new PlannedChange("remove", remove.Object, thing.Id, command, _ => null);
    }

    private static SlotNumber SlotOf(int slot) => SlotNumber.Parse(slot.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
