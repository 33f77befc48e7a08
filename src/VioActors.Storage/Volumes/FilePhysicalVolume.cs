using Microsoft.Win32.SafeHandles;
using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// A physical volume in a file, for the processes of one host (they share its page cache; several hosts on one network file do not see
/// each other's unflushed bytes). Thread-safe.
/// <para>The file is a 1 MiB header area (<see cref="VolumeHeaderCodec"/>) and the chunks, created sparse. Writes are buffered by the
/// system; durable writes use O_DSYNC semantics, flushes fsync, shared by all who ask while one runs. Zeroing punches holes where the
/// file system can.</para>
/// <para>I/O that the page cache can serve at once runs on the caller's thread (RWF_NOWAIT), everything else on threads of the volume's
/// own: see <see cref="FileVolumeOptions"/>.</para>
/// </summary>
public sealed partial class FilePhysicalVolume : IPhysicalVolume
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly FileVolumeOptions _options;
    private readonly VolumeThreads _threads = new("volume I/O");
    private readonly long _dataBytes;
    private volatile VolumeHeader _header;
    private int? _damagedCopyOffset;

    private FilePhysicalVolume(SafeFileHandle file, string path, VolumeHeader header, VolumeOpenMode mode, FileVolumeOptions options)
    {
        _file = file;
        _path = path;
        _header = header;
        _options = options;
        _dataBytes = header.ChunkCount << header.ChunkSize.Shift;
        Mode = mode;
        _readNoWait = options.TryPageCacheFirst && LinuxFile.IsAvailable;
        _writeNoWait = _readNoWait;
        _punchHoles = LinuxFile.IsAvailable;
    }

    public PvId Id => _header.Id;

    public PoolId Pool => _header.Pool;

    public ChunkSize ChunkSize => _header.ChunkSize;

    public long ChunkCount => _header.ChunkCount;

    /// <summary>The header as this handle read or wrote it last.</summary>
    public VolumeHeader Header => _header;

    public VolumeOpenMode Mode { get; }

    /// <summary>
    /// Records another state in the header, durably, under the next generation. The pool then expects that generation.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not opened as <see cref="VolumeOpenMode.Owner"/>.</exception>
    public VolumeResult RecordState(VolumeState state)
    {
        if (Mode != VolumeOpenMode.Owner)
            throw new InvalidOperationException($"The header of volume {Id} is written by the pool's owner; this handle is for data.");
        return WriteHeader(_header with { State = state, Generation = _header.Generation + 1 });
    }

    /// <summary>
    /// I/O in flight ends by itself, later I/O is answered <see cref="VolumeStatus.Lost"/>. Unflushed bytes stay with the system.
    /// </summary>
    public void Dispose()
    {
        _file.Dispose();
        _threads.Dispose();
    }

    private bool IsFenced => _options.MayAct is { } mayAct && !mayAct();

    private VolumeResult Fenced(string doing) =>
        new(VolumeStatus.Fenced, $"{doing} {this}: this process may have been given up by the others.");

    public override string ToString() => $"volume {Id} in {_path}";

    /// <summary>A damaged or older copy first, so that an intact one remains at every moment.</summary>
    private VolumeResult WriteHeader(VolumeHeader header)
    {
        var doing = $"Writing the header of volume {Id} in {_path}";
        try
        {
            var copy = VolumeHeaderCodec.Encode(header);
            var firstOffset = _damagedCopyOffset ?? 0;
            var secondOffset = VolumeHeaderCodec.SecondCopyOffsetBytes - firstOffset;
            RandomAccess.Write(_file, copy, firstOffset);
            RandomAccess.FlushToDisk(_file);
            (_header, _damagedCopyOffset) = (header, secondOffset);
            RandomAccess.Write(_file, copy, secondOffset);
            RandomAccess.FlushToDisk(_file);
            _damagedCopyOffset = null;
            return VolumeResult.Ok;
        }
        catch (Exception thrown) when (FileFailure.Of(thrown, VolumeStatus.WriteError, doing) is not null)
        {
            return FileFailure.Of(thrown, VolumeStatus.WriteError, doing)!.Value;
        }
    }
}
