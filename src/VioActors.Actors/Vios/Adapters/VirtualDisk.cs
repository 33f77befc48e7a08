using System.Globalization;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>A virtual target device that is being served: the mapping and the device server over its LU. Immutable.</summary>
/// <param name="Lu">The attachment that it is built on; void when that ends.</param>
internal sealed record VirtualDisk(VirtualTargetDevice Device, LuAttached Lu, DiskDeviceServer Server) : IServedDisk
{
    public int Lun => Device.Lun.Value;

    public bool IsGone => Lu.Owner.IsClosed;

    public void Add(IUnitTasks tasks) => Lu.Unit.Add(tasks);

    public void Remove(IUnitTasks tasks) => Lu.Unit.Remove(tasks);

    /// <summary>Builds the device server; its identity is the LU's, so it is the same through every VIOS.</summary>
    /// <param name="targets">The units behind the same adapter.</param>
    public static VirtualDisk Of(
        ServerAdapter adapter, VirtualTargetDevice device, LuAttached lu, VhostPorts ports, ICopyTargets targets)
    {
        var (udid, kind) = (lu.Identity.Lu.ToString(), KindOf(lu.Identity.Kind));
        var isOptical = kind == DeviceKind.Optical;
        var server = new DiskDeviceServer(new LogicalUnitPorts
        {
            Identity = new LogicalUnitIdentity(NaaOf(lu.Identity.Lu), udid, product: isOptical ? "VIRTUAL-OPTICAL" : "VIRTUAL-DISK"),
            Kind = kind,
            Port = new TargetPortIdentity(ports.TargetNameOf(adapter), ports.RelativePort, ports.RelativePort),
            Backend = isOptical ? new OpticalBackend(lu.Unit.Medium, ports.Relay) : BackendOf(device, lu, ports),
            PortGroups = ports.PortGroups is ClusterPortGroups groups ? new UnitPortGroups(groups, lu.Access) : ports.PortGroups,
            Reservations = lu.Unit,
            Modes = lu.Unit,
            Conditions = lu.Unit,
            CopyTargets = isOptical ? null : targets,
            Provisioning = isOptical || lu.Identity.Thick ? null : new LuProvisioning(lu.Owner, lu.Identity),
            Locks = isOptical ? null : lu.Unit.Locks,
            Aborter = lu.Unit,
        });
        lu.Unit.Add(server);
        return new VirtualDisk(device, lu, server);
    }

    /// <summary>It is not served any more: its nexuses are told nothing further.</summary>
    public void Retire() => Lu.Unit.Remove(Server);

    private static DeviceKind KindOf(LuKind kind) => kind switch
    {
        LuKind.RemovableDisk => DeviceKind.RemovableDisk,
        LuKind.OpticalDrive => DeviceKind.Optical,
        _ => DeviceKind.Disk,
    };

    private static LuBackend BackendOf(VirtualTargetDevice device, LuAttached lu, VhostPorts ports)
    {
        var io = new RedundantIo(lu.Access, lu.Identity.Lu, ports.Relay);
        var granularity = (int)lu.Identity.ChunkSizeBytes;
        var isReadOnly = device.ReadOnly || lu.Identity.Kind == LuKind.OpticalMedium;
        return lu.Identity.Thick
            ? new LuBackend(lu.Access, io, lu.Owner, granularity, false, isReadOnly)
            : new ThinLuBackend(lu.Access, io, lu.Owner, granularity, isReadOnly);
    }

    private static byte[] NaaOf(LuUdid lu) => Convert.FromHexString(lu.ToString());
}

/// <summary>The disks behind one port at one moment: what its nexuses reach (STO-8). Immutable.</summary>
internal sealed class DiskSet : ILunInventory
{
    private readonly Dictionary<int, IServedDisk> _disks;

    public DiskSet(IEnumerable<IServedDisk> disks)
    {
        _disks = disks.ToDictionary(disk => disk.Lun);
        LunFields = [.. _disks.Keys.Order().Select(LunAddress.Encode)];
    }

    public static DiskSet Empty { get; } = new([]);

    public IReadOnlyList<ulong> LunFields { get; }

    public IEnumerable<IServedDisk> Disks => _disks.Values;

    /// <summary>The disk with this number, or null.</summary>
    public IServedDisk? Find(int lun) => _disks.GetValueOrDefault(lun);

    /// <summary>The same disks at the same numbers.</summary>
    public bool IsSameAs(DiskSet other) =>
        LunFields.SequenceEqual(other.LunFields) && _disks.All(disk => Equals(other.Find(disk.Key), disk.Value));

    public override string ToString() => string.Join(", ", _disks.Keys.Order().Select(lun => lun.ToString(CultureInfo.InvariantCulture)));
}
