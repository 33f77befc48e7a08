using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Storage.Devices;
using VioActors.Storage.Nbd;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.San;

/// <summary>The bytes behind the LUNs of the storage: files, block devices, NBD exports. Thread-safe.</summary>
public static class SanMedia
{
    /// <summary>
    /// Finds out how large a medium is; a file that is not there is made, sparse. Nothing is written to what is there.
    /// </summary>
    /// <param name="path">File, block device or <c>nbd://</c> address.</param>
    /// <param name="size">Size of a file that is to be made; null: the medium must be there.</param>
    /// <exception cref="IOException">It cannot be used; the message names it and says why.</exception>
    public static async Task<ByteSize> PrepareAsync(string path, ByteSize? size, TimeProvider time, CancellationToken cancellation)
    {
        if (!NbdAddress.IsNbd(path) && !File.Exists(path))
        {
            if (size is not { Bytes: > 0 } wanted)
                throw new IOException($"Preparing {path}: it is not there; name a size to have it made.");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, wanted.Bytes);
            RandomAccess.FlushToDisk(file);
        }

        using var device = await OpenAsync(path, time, cancellation).ConfigureAwait(false);
        if (await FindOwnerAsync(device, cancellation).ConfigureAwait(false) is { } owner)
            throw new IOException($"Preparing {path}: it is {owner}; a LUN of the storage belongs to no pool. Nothing was changed.");
        return size is { } given && given.Bytes <= device.LengthBytes ? given
            : size is null ? new ByteSize(device.LengthBytes & ~511L)
            : throw new IOException($"Preparing {path}: it has {device.LengthBytes} bytes, less than {size}.");
    }

    /// <summary>Opens the medium of a LUN.</summary>
    /// <exception cref="IOException">It cannot be used; the message names it and says why.</exception>
    public static async Task<IVolumeDevice> OpenAsync(SanLun lun, TimeProvider time, CancellationToken cancellation)
    {
        var device = await OpenAsync(lun.Path, time, cancellation).ConfigureAwait(false);
        if (device.LengthBytes >= lun.Size.Bytes)
            return device;
        var problem = $"Opening LUN {lun.Name}: {lun.Path} has {device.LengthBytes} of {lun.Size.Bytes} bytes; data was cut off.";
        device.Dispose();
        throw new IOException(problem);
    }

    private static async Task<IVolumeDevice> OpenAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return NbdAddress.IsNbd(path)
                ? await NbdDevice.ConnectAsync(NbdAddress.Parse(path), null, time, cancellation).ConfigureAwait(false)
                : BlockDevice.Open(path);
        }
        catch (FormatException wrong)
        {
            throw new IOException(wrong.Message, wrong);
        }
    }

    /// <summary>What a pool has written to it, for people; null when nothing. Asked once: later its bytes are the client's.</summary>
    private static async Task<string?> FindOwnerAsync(IVolumeDevice device, CancellationToken cancellation)
    {
        const int HeadBytes = VolumeHeaderCodec.SecondCopyOffsetBytes + VolumeHeaderCodec.CopyBytes;
        if (device.LengthBytes < HeadBytes)
            return null;
        var head = new byte[HeadBytes];
        var read = await device.ReadAsync(0, head, cancellation).ConfigureAwait(false);
        if (!read.IsOk)
            throw new IOException(read.Detail);
        var found = VolumeHeaderCodec.Choose(
            head.AsSpan(0, VolumeHeaderCodec.CopyBytes),
            head.AsSpan(VolumeHeaderCodec.SecondCopyOffsetBytes, VolumeHeaderCodec.CopyBytes), out _, out _);
        return found is { State: not VolumeState.Retired } ? $"volume {found.Id} of pool {found.Pool}" : null;
    }
}
