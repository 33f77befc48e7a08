using System.Collections.Concurrent;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.Npiv;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Storage.Devices;

namespace VioActors.Actors.San;

/// <summary>
/// A LUN of the storage with its one device server: what a storage system does behind its ports. Initiators are known by their WWPN, so
/// that
/// reservations are the client's and not the VIOS's. They end with the process. Thread-safe.
/// </summary>
internal sealed class SanUnit : ITaskAborter, IDisposable
{
    private readonly ConcurrentDictionary<IUnitTasks, byte> _tasks = new();
    private readonly IVolumeDevice _device;

    public SanUnit(SanLun lun, IVolumeDevice device)
    {
        _device = device;
        Lun = lun;
        Server = new DiskDeviceServer(new LogicalUnitPorts
        {
            Identity = new LogicalUnitIdentity(lun.Udid.ToNaa(), lun.Udid.ToString(), product: "SAN-DISK"),
            Port = new TargetPortIdentity($"naa.{lun.Udid}", SanActor.RelativePort, SanActor.RelativePort),
            Backend = new SanBackend(device, lun.Size.Bytes),
            PortGroups = FixedTargetPortGroups.Single(SanActor.RelativePort, SanActor.RelativePort),
            Reservations = new LocalReservations(),
            Locks = new BlockRangeLocks(),
            Aborter = this,
        });
    }

    public SanLun Lun { get; }

    public DiskDeviceServer Server { get; }

    public void Add(IUnitTasks tasks) => _tasks[tasks] = 0;

    public void Remove(IUnitTasks tasks) => _tasks.TryRemove(tasks, out _);

    public async ValueTask AbortTasksAsync(
        IReadOnlyCollection<NexusIdentity> nexuses, NexusIdentity exceptNexus, uint exceptTag, CancellationToken cancellation) =>
        await AbortAsync(nexuses.Where(nexus => nexus != exceptNexus).ToHashSet()).ConfigureAwait(false);

    /// <summary>Logical unit reset (SAM-5 clause 6.3.3): every task of every nexus ends first.</summary>
    public async Task<bool> ResetAsync()
    {
        await AbortAsync(null).ConfigureAwait(false);
        return await Server.ResetAsync(CancellationToken.None).ConfigureAwait(false) == BackendResult.Ok;
    }

    public void Dispose() => _device.Dispose();

    private Task AbortAsync(IReadOnlySet<NexusIdentity>? nexuses) =>
        Task.WhenAll(_tasks.Keys.Select(tasks => tasks.AbortAsync(nexuses)));
}

/// <summary>A LUN under the number that one initiator sees. Immutable; thread-safe.</summary>
internal sealed record SanDisk(int Lun, SanUnit Unit) : IServedDisk
{
    public DiskDeviceServer Server => Unit.Server;

    public bool IsGone => false;

    public void Add(IUnitTasks tasks) => Unit.Add(tasks);

    public void Remove(IUnitTasks tasks) => Unit.Remove(tasks);
}
