using System.Diagnostics;

namespace VioActors.Storage.Volumes;

/// <content>
/// For file systems which cannot say whether I/O would wait: most of it only copies from or to the page cache, and the change to another
/// thread costs more than that. Which calls go to another nevertheless is said by <see cref="CallsHere"/>.
/// </content>
public sealed partial class FilePhysicalVolume
{
    private readonly CallsHere _here = new();

    private bool MayTryHere() => _options.TryPageCacheFirst && LinuxFile.IsAvailable && _here.MayBegin(Stopwatch.GetTimestamp());

    private ValueTask<VolumeResult> ReadHere(long position, Memory<byte> destination)
    {
        var begun = Stopwatch.GetTimestamp();
        var isOldest = _here.Begin(begun);
        var read = ReadBlocking(position, destination.Span);
        _here.End(isOldest, begun, Stopwatch.GetTimestamp());
        if (read == destination.Length)
            return IsFenced ? new(Fenced("Reading")) : VolumeResult.OkTask;
        return read < 0 && read != -LinuxFile.Eagain
            ? new(FileFailure.OfErrno(-read, VolumeStatus.ReadError, $"Reading {this} at {position - VolumeHeader.AreaBytes}"))
            : ReadWaitingAsync(position + Math.Max(0, read), destination[Math.Max(0, read)..]);
    }

    private ValueTask<VolumeResult> WriteHere(long position, ReadOnlyMemory<byte> source)
    {
        if (IsFenced)
            return new(Fenced("Writing"));
        var begun = Stopwatch.GetTimestamp();
        var isOldest = _here.Begin(begun);
        var written = WriteBlocking(position, source.Span);
        _here.End(isOldest, begun, Stopwatch.GetTimestamp());
        if (written == source.Length)
            return VolumeResult.OkTask;
        return written < 0 && written != -LinuxFile.Eagain
            ? new(FileFailure.OfErrno(-written, VolumeStatus.WriteError, $"Writing {this} at {position - VolumeHeader.AreaBytes}"))
            : WriteWaitingAsync(position + Math.Max(0, written), source[Math.Max(0, written)..]);
    }

    /// <summary>A closed handle takes the other way, which answers for it.</summary>
    private int ReadBlocking(long position, Span<byte> destination)
    {
        try
        {
            return LinuxFile.Read(_file, position, destination);
        }
        catch (ObjectDisposedException)
        {
            return -LinuxFile.Eagain;
        }
    }

    private int WriteBlocking(long position, ReadOnlySpan<byte> source)
    {
        try
        {
            return LinuxFile.Write(_file, position, source);
        }
        catch (ObjectDisposedException)
        {
            return -LinuxFile.Eagain;
        }
    }
}
