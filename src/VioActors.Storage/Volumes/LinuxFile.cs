using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VioActors.Storage.Volumes;

/// <summary>
/// The Linux calls that the class library lacks. Each caller has another way for systems without them
/// (<see cref="IsAvailable"/> is false). Thread-safe.
/// </summary>
internal static unsafe partial class LinuxFile
{
    public const int Ebadf = 9;
    public const int Eagain = 11;
    public const int Enospc = 28;
    public const int Einval = 22;
    public const int Enosys = 38;
    public const int Eopnotsupp = 95;
    public const int Edquot = 122;

    private const int FallocKeepSize = 1;
    private const int FallocPunchHole = 2;
    private const int FallocZeroRange = 16;
    private const int OpenReadWriteCloseOnExec = 0x80002;
    private const nuint BlockGetSize = 0x80081272;
    private const nuint BlockGetSectorSize = 0x1268;
    private const int StatxModeOffset = 28;
    private const int ModeTypeMask = 0xF000;
    private const int ModeBlockDevice = 0x6000;
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int RwfDsync = 2;
    private const int RwfNowait = 8;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasic = 0x7FF;
    private const int StatxBytes = 256;
    private const int StatxLinksOffset = 16;
    private const int StatxInodeOffset = 32;
    private const int StatxSizeOffset = 40;
    private const int StatxDeviceOffset = 136;

    /// <summary>O_DIRECT differs between processors (asm/fcntl.h).</summary>
    private static readonly int OpenDirect = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x10000 : 0x4000;

    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Bytes read without waiting for a device, or minus the errno (EAGAIN: it would wait).</summary>
    public static int ReadNoWait(SafeFileHandle file, long offset, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            var vector = new IoVector { Base = start, Length = (nuint)destination.Length };
            var read = PReadV2(file, &vector, 1, offset, RwfNowait);
            return read >= 0 ? (int)read : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes written without waiting for a device, or minus the errno (EAGAIN, EOPNOTSUPP: take the other way).</summary>
    public static int WriteNoWait(SafeFileHandle file, long offset, ReadOnlySpan<byte> source)
    {
        fixed (byte* start = source)
        {
            var vector = new IoVector { Base = start, Length = (nuint)source.Length };
            var written = PWriteV2(file, &vector, 1, offset, RwfNowait);
            return written >= 0 ? (int)written : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes written and on stable storage (O_DSYNC for this one write), or minus the errno.</summary>
    public static int WriteDurable(SafeFileHandle file, long offset, ReadOnlySpan<byte> source)
    {
        fixed (byte* start = source)
        {
            var vector = new IoVector { Base = start, Length = (nuint)source.Length };
            var written = PWriteV2(file, &vector, 1, offset, RwfDsync);
            return written >= 0 ? (int)written : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes read, 0 at the end, or minus the errno.</summary>
    public static int Read(SafeFileHandle file, long offset, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            var vector = new IoVector { Base = start, Length = (nuint)destination.Length };
            var read = PReadV2(file, &vector, 1, offset, 0);
            return read >= 0 ? (int)read : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes written, or minus the errno.</summary>
    public static int Write(SafeFileHandle file, long offset, ReadOnlySpan<byte> source)
    {
        fixed (byte* start = source)
        {
            var vector = new IoVector { Base = start, Length = (nuint)source.Length };
            var written = PWriteV2(file, &vector, 1, offset, 0);
            return written >= 0 ? (int)written : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Opens what is there; with <paramref name="direct"/> past the page cache. Invalid when refused.</summary>
    public static SafeFileHandle OpenReadWrite(string path, bool direct) =>
        Open(path, OpenReadWriteCloseOnExec | (direct ? OpenDirect : 0));

    /// <summary>Words for what the last call of this thread was refused with.</summary>
    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Length and logical sector of a block device in bytes (BLKGETSIZE64, BLKSSZGET); zero when the kernel does not
    /// say.</summary>
    public static (long LengthBytes, int SectorBytes) BlockDeviceSize(SafeFileHandle file)
    {
        ulong length = 0;
        var sector = 0;
        return IoControl(file, BlockGetSize, &length) == 0 && IoControl(file, BlockGetSectorSize, &sector) == 0
            ? ((long)length, sector)
            : (0, 512);
    }

    /// <summary>Zeroes a range, keeping its space; 0 or minus the errno.</summary>
    public static int ZeroRange(SafeFileHandle file, long offset, long length) =>
        FAllocate(file, FallocZeroRange | FallocKeepSize, offset, length) == 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>Deallocates a range so that it reads as zero; 0 or minus the errno.</summary>
    public static int PunchHole(SafeFileHandle file, long offset, long length) =>
        FAllocate(file, FallocPunchHole | FallocKeepSize, offset, length) == 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>
    /// Takes the exclusive advisory lock on the first bytes without waiting (F_OFD_SETLK: it belongs to the open file, not to the
    /// process, and ends with it, also in a crash). Not flock, whose shared form the class library takes on every open.
    /// </summary>
    public static bool TryLockExclusive(SafeFileHandle file, long lengthBytes)
    {
        var range = new FileLock { Type = WriteLock, Length = lengthBytes };
        return FCntl(file, SetOpenFileLock, &range) == 0;
    }

    /// <summary>Puts a folder's entries on stable storage; 0 or minus the errno.</summary>
    public static int FlushFolder(string path)
    {
        using var folder = Open(path, OpenReadOnlyCloseOnExec);
        if (folder.IsInvalid)
            return -Marshal.GetLastPInvokeError();
        return FSync(folder) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <summary>What the open file is now; false when the system does not say.</summary>
    public static bool TryStatus(SafeFileHandle file, out LinuxFileStatus status)
    {
        var buffer = stackalloc byte[StatxBytes];
        byte empty = 0;
        var answered = StatX(file, &empty, AtEmptyPath, StatxBasic, buffer) == 0;
        status = answered
            ? new LinuxFileStatus(
                *(uint*)(buffer + StatxLinksOffset),
                *(ulong*)(buffer + StatxInodeOffset),
                *(ulong*)(buffer + StatxDeviceOffset),
                *(long*)(buffer + StatxSizeOffset),
                (*(ushort*)(buffer + StatxModeOffset) & ModeTypeMask) == ModeBlockDevice)
            : default;
        return answered;
    }

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint PReadV2(SafeFileHandle file, IoVector* vector, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev2", SetLastError = true)]
    private static partial nint PWriteV2(SafeFileHandle file, IoVector* vector, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FCntl(SafeFileHandle file, int command, FileLock* range);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(SafeFileHandle file, byte* path, int flags, uint mask, byte* buffer);

    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int ProcessId;
    }

    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }
}

/// <summary>Identity and shape of an open file. Immutable.</summary>
internal readonly record struct LinuxFileStatus(uint LinkCount, ulong Inode, ulong Device, long LengthBytes, bool IsBlockDevice);
