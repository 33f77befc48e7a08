using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The units behind one server adapter, which are those of one client (STO-8): EXTENDED COPY reaches no others. Thread-safe.
/// </summary>
internal sealed class AdapterCopyTargets : ICopyTargets
{
    private volatile DiskDeviceServer[] _targets = [];

    public IReadOnlyCollection<DiskDeviceServer> Targets => _targets;

    public void Replace(IEnumerable<VirtualDisk> disks) => _targets = [.. disks.Select(disk => disk.Server)];
}
