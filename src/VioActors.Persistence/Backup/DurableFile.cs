using System.Runtime.InteropServices;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Writes a file so that a crash leaves the old one or the new one and never a part: beside its place, flushed, then renamed, then the
/// folder is flushed. Thread-safe for different paths.
/// </summary>
internal static class DurableFile
{
    /// <summary>What the name of a file that is being written ends with.</summary>
    public const string UnfinishedExtension = ".part";

    private const int ReadOnlyFolder = 0x10000; // O_RDONLY | O_DIRECTORY of Linux

    /// <exception cref="IOException">It cannot be written; nothing is left at its place that was not there.</exception>
    public static void Write(string path, UnixFileMode mode, Action<Stream> write)
    {
        var unfinished = path + UnfinishedExtension;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        try
        {
            using (var stream = new FileStream(unfinished, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the names in a folder durable. Other systems than Linux do that with the file.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var handle = Open(folder, ReadOnlyFolder);
        if (handle < 0)
        {
            throw new IOException(
                $"Cannot make the names in {folder} durable: it cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = Synchronize(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"Cannot make the names in {folder} durable (error {error}).");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
        ThrowOnUnmappableChar = true)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Synchronize(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
