using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Devices;

/// <content>Creating and opening. The volume owns its device from the call on, also when it refuses it.</content>
public sealed partial class DevicePhysicalVolume
{
    /// <summary>Largest sector that 512-byte blocks of several writers can share.</summary>
    public const int SectorBytesMax = 512;

    private const int ZeroPieceBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Writes header generation 1, zeroes every chunk and opens the volume as owner. A device that has a volume header already is refused.
    /// </summary>
    /// <param name="device">At least 1 MiB and one chunk long; its further content is lost.</param>
    /// <param name="path">For people: how the device was named.</param>
    /// <param name="id">A new id.</param>
    /// <param name="pool">The pool that it will belong to.</param>
    /// <param name="chunkSize">The pool's.</param>
    /// <param name="chunkCountMax">Chunks to use; null for as many as fit.</param>
    /// <param name="cancellation">Leaves a device without a header.</param>
    public static async Task<VolumeOpening<DevicePhysicalVolume>> CreateAsync(
        IVolumeDevice device,
        string path,
        PvId id,
        PoolId pool,
        ChunkSize chunkSize,
        long? chunkCountMax = null,
        CancellationToken cancellation = default)
    {
        var doing = $"Creating volume {id} in {path}";
        var fitting = (device.LengthBytes - VolumeHeader.AreaBytes) >> chunkSize.Shift;
        if (FindProblem(device) is { } unusable)
            return Refuse(device, VolumeRefusal.SectorTooLarge, $"{doing}: {unusable}");
        if (fitting < Math.Max(chunkCountMax ?? 1, 1))
        {
            return Refuse(
                device, VolumeRefusal.NoSpace, $"{doing}: {device.LengthBytes} bytes hold {Math.Max(fitting, 0)} chunks of {chunkSize}.");
        }

        if (!device.TryOwn())
            return Refuse(device, VolumeRefusal.OwnedElsewhere, $"{doing}: another process of this host has taken it.");
        var (read, copies) = await ReadCopiesAsync(device, cancellation).ConfigureAwait(false);
        if (!read.IsOk)
            return Refuse(device, VolumeRefusal.Unreadable, $"{doing}: {read.Detail}");
        var found = Choose(copies, out var refusal, out _);
        if (found is { State: not VolumeState.Retired } || refusal == VolumeRefusal.UnsupportedVersion)
        {
            return Refuse(
                device,
                VolumeRefusal.AlreadyExists,
                $"{doing}: {(found is null ? "a volume of another version" : $"volume {found.Id} of pool {found.Pool}")} is there. "
                    + "Choose another device, or wipe its first MiB; nothing was changed.");
        }

        var header = new VolumeHeader(id, pool, 1, chunkSize, chunkCountMax ?? fitting, VolumeState.Active);
        var volume = new DevicePhysicalVolume(device, path, header, VolumeOpenMode.Owner);
        var written = await volume.InitialiseAsync(header, cancellation).ConfigureAwait(false);
        return written.IsOk
            ? Opened(volume)
            : Refuse(
                device,
                written.Status == VolumeStatus.NoSpace ? VolumeRefusal.NoSpace : VolumeRefusal.Unreadable,
                $"{doing}: {written.Detail}");
    }

    /// <summary>Opens an existing volume after checking that it is intact and the expected one.</summary>
    public static async Task<VolumeOpening<DevicePhysicalVolume>> OpenAsync(
        IVolumeDevice device,
        string path,
        VolumeOpenMode mode,
        VolumeExpectation expectation,
        CancellationToken cancellation = default,
        Func<bool>? mayAct = null)
    {
        var doing = $"Opening volume {(expectation.Id is { } id ? $"{id} " : "")}in {path}";
        if (FindProblem(device) is { } unusable)
            return Refuse(device, VolumeRefusal.SectorTooLarge, $"{doing}: {unusable}");
        var (read, copies) = await ReadCopiesAsync(device, cancellation).ConfigureAwait(false);
        if (!read.IsOk)
            return Refuse(device, VolumeRefusal.Unreadable, $"{doing}: {read.Detail}");
        var header = Choose(copies, out var refusal, out var problem);
        if (header is null)
            return Refuse(device, refusal, $"{doing}: {problem}. Nothing was changed.");
        if (expectation.FindProblem(header, device.LengthBytes) is { } found)
            return Refuse(device, found.Refusal, $"{doing}: {found.Problem}");
        if (mode == VolumeOpenMode.Owner && !device.TryOwn())
        {
            return Refuse(
                device,
                VolumeRefusal.OwnedElsewhere,
                $"{doing}: its pool's owner has it open on this host; stop that one, or open for data only.");
        }

        var volume = new DevicePhysicalVolume(device, path, header, mode, mayAct) { _damagedCopyOffset = DamagedCopy(copies, header) };
        var repaired = mode == VolumeOpenMode.Owner && volume._damagedCopyOffset is not null
            ? await volume.WriteHeaderAsync(header, cancellation).ConfigureAwait(false)
            : VolumeResult.Ok;
        return repaired.IsOk
            ? Opened(volume)
            : Refuse(device, VolumeRefusal.Unreadable, $"{doing}: one copy of its header is damaged. {repaired.Detail}");
    }

    /// <summary>The header last: a device that was cut off before has none, and is made again.</summary>
    private async Task<VolumeResult> InitialiseAsync(VolumeHeader header, CancellationToken cancellation)
    {
        var length = header.FileLengthBytes;
        for (long done = 0; done < length; done += ZeroPieceBytes)
        {
            var zeroed = await _device.ZeroAsync(done, Math.Min(ZeroPieceBytes, length - done), cancellation).ConfigureAwait(false);
            if (!zeroed.IsOk)
                return zeroed;
        }

        var flushed = await _device.FlushAsync(cancellation).ConfigureAwait(false);
        return flushed.IsOk ? await WriteHeaderAsync(header, cancellation).ConfigureAwait(false) : flushed;
    }

    private static VolumeOpening<DevicePhysicalVolume> Opened(DevicePhysicalVolume volume)
    {
        volume._device.VerifyHeader = volume.Different;
        return VolumeOpening<DevicePhysicalVolume>.Opened(volume);
    }

    private static async ValueTask<(VolumeResult Result, byte[] Copies)> ReadCopiesAsync(
        IVolumeDevice device, CancellationToken cancellation)
    {
        var copies = new byte[2 * VolumeHeaderCodec.CopyBytes];
        if (device.LengthBytes < VolumeHeader.AreaBytes)
            return (VolumeResult.Ok, copies);
        var first = await device.ReadAsync(0, copies.AsMemory(0, VolumeHeaderCodec.CopyBytes), cancellation).ConfigureAwait(false);
        var second = await device
            .ReadAsync(VolumeHeaderCodec.SecondCopyOffsetBytes, copies.AsMemory(VolumeHeaderCodec.CopyBytes), cancellation)
            .ConfigureAwait(false);

        // A copy that cannot be read counts as damaged as long as the other one can.
        return (first.IsOk || second.IsOk ? VolumeResult.Ok : first, copies);
    }

    private static VolumeHeader? Choose(byte[] copies, out VolumeRefusal refusal, out string problem) => VolumeHeaderCodec.Choose(
        copies.AsSpan(0, VolumeHeaderCodec.CopyBytes), copies.AsSpan(VolumeHeaderCodec.CopyBytes), out refusal, out problem);

    private static int? DamagedCopy(byte[] copies, VolumeHeader header)
    {
        var chosen = VolumeHeaderCodec.Encode(header);
        return !copies.AsSpan(0, VolumeHeaderCodec.CopyBytes).SequenceEqual(chosen) ? 0
            : !copies.AsSpan(VolumeHeaderCodec.CopyBytes).SequenceEqual(chosen) ? VolumeHeaderCodec.SecondCopyOffsetBytes
            : null;
    }

    private static string? FindProblem(IVolumeDevice device) => device.SectorBytes <= SectorBytesMax
        ? null
        : $"its sectors have {device.SectorBytes} bytes; blocks of {SectorBytesMax} bytes cannot be shared on it safely.";

    private static VolumeOpening<DevicePhysicalVolume> Refuse(IVolumeDevice device, VolumeRefusal refusal, string message)
    {
        device.Dispose();
        return VolumeOpening<DevicePhysicalVolume>.Refused(refusal, message);
    }
}
