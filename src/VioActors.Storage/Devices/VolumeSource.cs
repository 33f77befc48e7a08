using VioActors.Storage.Nbd;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Devices;

/// <summary>
/// Opens and creates physical volumes by their path (STO-10): an <c>nbd://</c> or <c>nbd+unix://</c> URL, a block device, or a file.
/// Thread-safe.
/// </summary>
/// <param name="time">For the limits of network volumes.</param>
/// <param name="mayAct">See <see cref="FileVolumeOptions.MayAct"/>.</param>
public sealed class VolumeSource(TimeProvider time, Func<bool>? mayAct = null)
{
    /// <summary>Opens an existing volume after checking that it is intact and the expected one.</summary>
    public async Task<VolumeOpening<IPhysicalVolume>> OpenAsync(
        string path, VolumeOpenMode mode, VolumeExpectation expectation, CancellationToken cancellation = default)
    {
        if (!IsDevice(path))
            return FilePhysicalVolume.Open(path, mode, expectation, new FileVolumeOptions { MayAct = mayAct }).AsAny();
        var doing = $"Opening volume {(expectation.Id is { } id ? $"{id} " : "")}in {path}";
        var (device, refused) = await ReachAsync(path, doing, cancellation).ConfigureAwait(false);
        return device is null
            ? refused!
            : (await DevicePhysicalVolume.OpenAsync(device, path, mode, expectation, cancellation, mayAct).ConfigureAwait(false)).AsAny();
    }

    /// <summary>
    /// Makes a new volume, whose chunks read as zero. A device keeps its size: <paramref name="chunkCount"/> null uses all of it; a file
    /// must not exist and needs a count.
    /// </summary>
    public async Task<VolumeOpening<IPhysicalVolume>> CreateAsync(
        string path, PvId id, PoolId pool, ChunkSize chunkSize, long? chunkCount, CancellationToken cancellation = default)
    {
        var doing = $"Creating volume {id} in {path}";
        if (!IsDevice(path))
        {
            return chunkCount is { } count
                ? FilePhysicalVolume.Create(path, id, pool, chunkSize, count).AsAny()
                : VolumeOpening<IPhysicalVolume>.Refused(VolumeRefusal.Unsuitable, $"{doing}: a file needs a size; name one.");
        }

        var (device, refused) = await ReachAsync(path, doing, cancellation).ConfigureAwait(false);
        return device is null
            ? refused!
            : (await DevicePhysicalVolume.CreateAsync(device, path, id, pool, chunkSize, chunkCount, cancellation).ConfigureAwait(false))
                .AsAny();
    }

    private static bool IsDevice(string path) => NbdAddress.IsNbd(path) || BlockDevice.IsBlockDevice(path);

    private async Task<(IVolumeDevice? Device, VolumeOpening<IPhysicalVolume>? Refused)> ReachAsync(
        string path, string doing, CancellationToken cancellation)
    {
        try
        {
            return NbdAddress.IsNbd(path)
                ? (await NbdDevice.ConnectAsync(NbdAddress.Parse(path), null, time, cancellation).ConfigureAwait(false), null)
                : (BlockDevice.Open(path, mayAct), null);
        }
        catch (FormatException wrong)
        {
            return (null, VolumeOpening<IPhysicalVolume>.Refused(VolumeRefusal.Unsuitable, $"{doing}: {wrong.Message}"));
        }
        catch (IOException unreachable)
        {
            return (null, VolumeOpening<IPhysicalVolume>.Refused(VolumeRefusal.NotFound, $"{doing}: {unreachable.Message}"));
        }
    }
}
