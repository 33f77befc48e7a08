using System.Text.Json;
using System.Threading.Channels;

namespace VioActors.Management.Security;

/// <summary>One line of the audit log. Immutable.</summary>
/// <param name="AtUtc">When.</param>
/// <param name="Who">Name of the token; empty when there was none.</param>
/// <param name="From">Address of the caller.</param>
/// <param name="What">The operation with its object.</param>
/// <param name="Result">begun, ok, or the code of the refusal.</param>
public sealed record AuditEntry(DateTimeOffset AtUtc, string Who, string From, string What, string Result);

/// <summary>
/// Who did what: one JSON object a line, in the file before <see cref="WriteAsync"/> completes, and if it is asked for on stable storage.
/// Entries that come together are flushed together, with those before them that nobody waits for. A file that has grown to its limit is
/// renamed and begun anew; the oldest goes. Thread-safe.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private const int QueueMax = 1024;

    /// <summary>
    /// How long an entry that nobody waits for may be in the file alone: a flush at once would only be in the way of the next intent.
    /// </summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly long _fileBytesMax;
    private readonly int _fileCountMax;
    private readonly TimeProvider _time;
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(QueueMax);
    private readonly Task _writing;
    private bool _isFlushDue;

    /// <param name="fileBytesMax">Size at which a file is ended.</param>
    /// <param name="fileCountMax">Files kept, with the one that is written.</param>
    public AuditLog(string path, long fileBytesMax, int fileCountMax, TimeProvider time)
    {
        (_path, _fileBytesMax, _fileCountMax, _time) = (path, fileBytesMax, fileCountMax, time);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <param name="durable">False: it does not wait for the medium, which has the entry with the next one, or a second later.</param>
    /// <exception cref="IOException">The entry could not be stored.</exception>
    public async Task WriteAsync(AuditEntry entry, bool durable, CancellationToken cancellation)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Entry([.. line, (byte)'\n'], durable, written), cancellation).ConfigureAwait(false);
        await written.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Entry>();
        while (await AwaitEntriesAsync().ConfigureAwait(false))
        {
            while (batch.Count < QueueMax && _queue.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            try
            {
                Append(batch);
                batch.ForEach(entry => entry.Written.TrySetResult());
            }
            catch (Exception cause)
            {
                // Whatever it is: a writer that ends leaves everybody waiting who comes after it.
                batch.ForEach(entry => entry.Written.TrySetException(
                    new IOException($"The audit log {_path} cannot be written: {cause.Message}", cause)));
            }

            batch.Clear();
        }

        FlushLate();
    }

    private async Task<bool> AwaitEntriesAsync()
    {
        var more = _queue.Reader.WaitToReadAsync().AsTask();
        if (_isFlushDue)
        {
            try
            {
                return await more.WaitAsync(FlushLimit, _time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                FlushLate();
            }
        }

        return await more.ConfigureAwait(false);
    }

    // Nobody waits for it: should it fail, the record says that the change was begun.
    private void FlushLate()
    {
        try
        {
            if (_isFlushDue)
            {
                using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                Flush(file);
            }
        }
        catch (Exception)
        {
            _isFlushDue = false;
        }
    }

    private void Flush(FileStream file)
    {
        file.Flush(flushToDisk: true);
        _isFlushDue = false;
    }

    private void Append(List<Entry> batch)
    {
        if (File.Exists(_path) && new FileInfo(_path).Length >= _fileBytesMax)
        {
            FlushLate();
            Rotate();
        }

        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (var entry in batch)
        {
            file.Write(entry.Line);
        }

        file.Flush();
        foreach (var entry in batch.Where(entry => !entry.Durable))
        {
            entry.Written.TrySetResult();
        }

        _isFlushDue = true;
        if (batch.Exists(entry => entry.Durable))
        {
            Flush(file);
        }
    }

    private void Rotate()
    {
        File.Delete($"{_path}.{_fileCountMax - 1}");
        for (var number = _fileCountMax - 2; number >= 1; number--)
        {
            if (File.Exists($"{_path}.{number}"))
            {
                File.Move($"{_path}.{number}", $"{_path}.{number + 1}", overwrite: true);
            }
        }

        if (_fileCountMax > 1)
        {
            File.Move(_path, $"{_path}.1", overwrite: true);
        }
        else
        {
            File.Delete(_path);
        }
    }

    private sealed record Entry(byte[] Line, bool Durable, TaskCompletionSource Written);
}
