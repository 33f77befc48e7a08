using Microsoft.Win32.SafeHandles;
using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <content>Creating and opening.</content>
public sealed partial class FilePhysicalVolume
{
    /// <summary>Creates a sparse file with header generation 1 and opens it as owner. All of its chunks read as zero.</summary>
    /// <param name="path">Must not exist.</param>
    /// <param name="id">A new id.</param>
    /// <param name="pool">The pool that it will belong to.</param>
    /// <param name="chunkSize">The pool's.</param>
    /// <param name="chunkCount">Capacity in chunks, 1 or more.</param>
    /// <param name="options">How its I/O is done; null: defaults.</param>
    public static VolumeOpening<FilePhysicalVolume> Create(
        string path, PvId id, PoolId pool, ChunkSize chunkSize, long chunkCount, FileVolumeOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkCount, (long.MaxValue - VolumeHeader.AreaBytes) >> chunkSize.Shift);
        var doing = $"Creating volume {id} in {path}";
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var header = new VolumeHeader(id, pool, 1, chunkSize, chunkCount, VolumeState.Active);
            if (!Lock(file))
                return Refused(file, VolumeRefusal.OwnedElsewhere, $"{doing}: another process took the file first.");
            RandomAccess.SetLength(file, header.FileLengthBytes);
            var volume = new FilePhysicalVolume(file, path, header, VolumeOpenMode.Owner, options ?? new FileVolumeOptions());
            var written = volume.WriteHeader(header);
            if (written.IsOk)
                written = FlushFolderOf(path);
            return written.IsOk
                ? VolumeOpening<FilePhysicalVolume>.Opened(volume)
                : Undone(
                    file,
                    path,
                    written.Status == VolumeStatus.NoSpace ? VolumeRefusal.NoSpace : VolumeRefusal.Unreadable,
                    $"{doing}: {written.Detail}");
        }
        catch (Exception thrown) when (RefusalOf(thrown) is not null)
        {
            if (file is not null)
                return Undone(file, path, RefusalOf(thrown)!.Value, $"{doing}: {thrown.Message}");
            return File.Exists(path)
                ? Refused(file, VolumeRefusal.AlreadyExists, $"{doing}: something is there. Choose another path; nothing was changed.")
                : Refused(file, RefusalOf(thrown)!.Value, $"{doing}: {thrown.Message}");
        }
    }

    /// <summary>Opens an existing volume after checking that it is intact and the expected one.</summary>
    public static VolumeOpening<FilePhysicalVolume> Open(
        string path, VolumeOpenMode mode, VolumeExpectation expectation, FileVolumeOptions? options = null)
    {
        var doing = $"Opening volume {(expectation.Id is { } id ? $"{id} " : "")}in {path}";
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var header = ReadHeader(file, out var damagedCopyOffset, out var refusal, out var problem);
            if (header is null)
                return Refused(file, refusal, $"{doing}: {problem}. Nothing was changed.");
            if (expectation.FindProblem(header, RandomAccess.GetLength(file)) is { } found)
                return Refused(file, found.Refusal, $"{doing}: {found.Problem}");
            if (mode == VolumeOpenMode.Owner && !Lock(file))
            {
                return Refused(
                    file,
                    VolumeRefusal.OwnedElsewhere,
                    $"{doing}: its pool's owner has it open on this host; stop that one, or open for data only.");
            }

            var volume = new FilePhysicalVolume(file, path, header, mode, options ?? new FileVolumeOptions())
            {
                _damagedCopyOffset = damagedCopyOffset,
            };
            var repaired = mode == VolumeOpenMode.Owner && damagedCopyOffset is not null ? volume.WriteHeader(header) : VolumeResult.Ok;
            return repaired.IsOk
                ? VolumeOpening<FilePhysicalVolume>.Opened(volume)
                : Refused(file, VolumeRefusal.Unreadable, $"{doing}: one copy of its header is damaged. {repaired.Detail}");
        }
        catch (Exception thrown) when (RefusalOf(thrown) is not null)
        {
            return Refused(file, RefusalOf(thrown)!.Value, $"{doing}: {thrown.Message}");
        }
    }

    /// <summary>
    /// The better copy; <paramref name="damagedCopyOffset"/> is where the other one differs from it, null if it does not.
    /// </summary>
    private static VolumeHeader? ReadHeader(SafeFileHandle file, out int? damagedCopyOffset, out VolumeRefusal refusal, out string problem)
    {
        var first = new byte[VolumeHeaderCodec.CopyBytes];
        var second = new byte[VolumeHeaderCodec.CopyBytes];
        var firstRead = RandomAccess.Read(file, first, 0);
        var secondRead = RandomAccess.Read(file, second, VolumeHeaderCodec.SecondCopyOffsetBytes);
        var header = VolumeHeaderCodec.Choose(first.AsSpan(0, firstRead), second.AsSpan(0, secondRead), out refusal, out problem);
        var chosen = header is null ? [] : VolumeHeaderCodec.Encode(header);
        damagedCopyOffset = !first.AsSpan().SequenceEqual(chosen) ? 0
            : !second.AsSpan().SequenceEqual(chosen) ? VolumeHeaderCodec.SecondCopyOffsetBytes
            : null;
        return header;
    }

    private static bool Lock(SafeFileHandle file) =>
        !LinuxFile.IsAvailable || LinuxFile.TryLockExclusive(file, VolumeHeaderCodec.CopyBytes);

    private static VolumeRefusal? RefusalOf(Exception thrown) => thrown switch
    {
        FileNotFoundException or DirectoryNotFoundException => VolumeRefusal.NotFound,
        UnauthorizedAccessException => VolumeRefusal.AccessDenied,
        IOException => FileFailure.Of(thrown, VolumeStatus.ReadError, "")!.Value.Status == VolumeStatus.NoSpace
            ? VolumeRefusal.NoSpace
            : VolumeRefusal.Unreadable,
        _ => null,
    };

    /// <summary>Takes away the file that this call itself made.</summary>
    private static VolumeOpening<FilePhysicalVolume> Undone(SafeFileHandle file, string path, VolumeRefusal refusal, string message)
    {
        File.Delete(path);
        return Refused(file, refusal, message);
    }

    private static VolumeResult FlushFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        var errno = LinuxFile.IsAvailable && folder is not null ? -LinuxFile.FlushFolder(folder) : 0;
        return errno is 0 or LinuxFile.Einval
            ? VolumeResult.Ok
            : FileFailure.OfErrno(errno, VolumeStatus.WriteError, $"Recording the file in its folder {folder}");
    }

    private static VolumeOpening<FilePhysicalVolume> Refused(SafeFileHandle? file, VolumeRefusal refusal, string message)
    {
        file?.Dispose();
        return VolumeOpening<FilePhysicalVolume>.Refused(refusal, message);
    }
}
