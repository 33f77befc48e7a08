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
/// Who did what: one JSON object a line, on stable storage before <see cref="WriteAsync"/> completes. Entries that come together are
/// flushed together. A file that has grown to its limit is renamed and begun anew; the oldest goes. Thread-safe.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private const int QueueMax = 1024;

    private readonly string _path;
    private readonly long _fileBytesMax;
    private readonly int _fileCountMax;
    private readonly Channel<(byte[] Line, TaskCompletionSource Written)> _queue =
        Channel.CreateBounded<(byte[], TaskCompletionSource)>(QueueMax);
    private readonly Task _writing;

    /// <param name="fileBytesMax">Size at which a file is ended.</param>
    /// <param name="fileCountMax">Files kept, with the one that is written.</param>
    public AuditLog(string path, long fileBytesMax, int fileCountMax)
    {
        (_path, _fileBytesMax, _fileCountMax) = (path, fileBytesMax, fileCountMax);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <exception cref="IOException">The entry could not be stored.</exception>
    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellation)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(([.. line, (byte)'\n'], written), cancellation).ConfigureAwait(false);
        await written.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<(byte[] Line, TaskCompletionSource Written)>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < QueueMax && _queue.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            try
            {
                Append(batch);
                batch.ForEach(entry => entry.Written.SetResult());
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                batch.ForEach(entry => entry.Written.SetException(
                    new IOException($"The audit log {_path} cannot be written: {cause.Message}", cause)));
            }

            batch.Clear();
        }
    }

    private void Append(List<(byte[] Line, TaskCompletionSource Written)> batch)
    {
        if (File.Exists(_path) && new FileInfo(_path).Length >= _fileBytesMax)
        {
            Rotate();
        }

        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (var (line, _) in batch)
        {
            file.Write(line);
        }

        file.Flush(flushToDisk: true);
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
}
