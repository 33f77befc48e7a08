using System.Runtime.InteropServices;

namespace VioActors.Storage.Volumes;

/// <summary>Turns what the operating system says of a file operation into a typed failure. Thread-safe.</summary>
internal static class FileFailure
{
    private const int ErrnoMask = 0xFFFF;

    /// <summary>By errno; <paramref name="otherwise"/> is what EIO and the unknown mean for this kind of operation.</summary>
    public static VolumeStatus StatusOf(int errno, VolumeStatus otherwise) => errno switch
    {
        LinuxFile.Enospc or LinuxFile.Edquot => VolumeStatus.NoSpace,
        LinuxFile.Ebadf => VolumeStatus.Lost,
        // The device or server is away, not the sector:
        // ENXIO, ENODEV, ENOLINK, ENOTCONN, ESHUTDOWN, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ESTALE.
        6 or 19 or 67 or 107 or 108 or 110 or 112 or 113 or 116 => VolumeStatus.Lost,
        _ => otherwise,
    };

    /// <summary>Of a system call's errno.</summary>
    public static VolumeResult OfErrno(int errno, VolumeStatus otherwise, string doing) =>
        new(StatusOf(errno, otherwise), $"{doing}: {Marshal.GetPInvokeErrorMessage(errno)} (error {errno}).");

    /// <summary>Of an exception of the class library; null when it is none of the file system's.</summary>
    public static VolumeResult? Of(Exception thrown, VolumeStatus otherwise, string doing) => thrown switch
    {
        ObjectDisposedException => new VolumeResult(VolumeStatus.Lost, $"{doing}: the volume was closed."),
        FileNotFoundException or DirectoryNotFoundException => new VolumeResult(VolumeStatus.Lost, $"{doing}: {thrown.Message}"),
        IOException io => new VolumeResult(StatusOf(ErrnoOf(io), otherwise), $"{doing}: {thrown.Message}"),
        UnauthorizedAccessException => new VolumeResult(otherwise, $"{doing}: {thrown.Message}"),
        _ => null,
    };

    private static int ErrnoOf(IOException thrown)
    {
        var code = thrown.HResult;
        return OperatingSystem.IsWindows() ? 0 : code is >= 0 and <= ErrnoMask ? code : 0;
    }
}
