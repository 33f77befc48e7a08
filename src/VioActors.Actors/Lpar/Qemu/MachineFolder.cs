using System.Globalization;
using System.Text;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>The files of one machine that runs, or has run. Immutable; thread-safe.</summary>
internal sealed class MachineFolder(QemuSettings settings, PartitionId partition)
{
    /// <summary>The console's file is put aside when it is longer, so that a guest cannot fill the disk with it.</summary>
    private const long ConsoleBytesMax = 16 << 20;

    private const int TailBytesMax = 256 * 1024;

    // What an address of a local socket holds.
    private const int SocketPathBytesMax = 107;

    /// <summary>Of a machine's folder in the run directory; the partition's number follows.</summary>
    public const string NamePrefix = "lpar-";

    private readonly string _folder = Path.Combine(settings.RunDirectory, $"{NamePrefix}{partition}");

    public string Monitor => Path.Combine(_folder, "qmp");

    public string PidFile => Path.Combine(_folder, "pid");

    public string Console => Path.Combine(_folder, "console.log");

    public string Identity => Path.Combine(_folder, "identity");

    private string LunFile => Path.Combine(_folder, "luns");

    private string FormerConsole => Path.Combine(_folder, "console.log.1");

    /// <summary>Makes it ready for a start; gives what is wrong, or null.</summary>
    public string? Prepare()
    {
        if (Encoding.UTF8.GetByteCount(Monitor) > SocketPathBytesMax)
            return $"{Monitor} is too long for a socket: choose a shorter vio-actors.qemu.run-directory";
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
            return "machines need a Unix host";
        try
        {
            Directory.CreateDirectory(_folder, Private);
            File.Delete(Monitor);
            File.Delete(PidFile);
            if (File.Exists(Console))
                File.Move(Console, FormerConsole, overwrite: true);
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return cause.Message;
        }
    }

    /// <summary>Process id of the QEMU that was started last; null when none is noted.</summary>
    public int? ReadPid()
    {
        try
        {
            var text = File.ReadAllText(PidFile).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes the disks of the machine that was started, for who takes it over.</summary>
    public void WriteLuns(IEnumerable<int> luns) => File.WriteAllText(LunFile, string.Join('\n', luns));

    /// <summary>Empty when they are not noted.</summary>
    public IReadOnlyList<int> ReadLuns() => File.Exists(LunFile)
        ? [.. File.ReadLines(LunFile).Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var lun)
            && lun <= LunNumber.Max ? lun : -1).Where(lun => lun >= 0)]
        : [];

    /// <summary>Puts a console aside that has grown too long.</summary>
    public void LimitConsole()
    {
        try
        {
            if (new FileInfo(Console) is not { Exists: true, Length: > ConsoleBytesMax })
                return;
            File.Copy(Console, FormerConsole, overwrite: true);
            using var console = new FileStream(Console, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            console.SetLength(0);
        }
        catch (IOException)
        {
            // Tried again with the next announcement.
        }
    }

    /// <summary>The last lines of the console; characters that would disturb a terminal are left out.</summary>
    public IReadOnlyList<string> ReadConsole(int lineCountMax)
    {
        try
        {
            using var console = new FileStream(Console, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            console.Position = Math.Max(0, console.Length - TailBytesMax);
            var bytes = new byte[TailBytesMax];
            var count = console.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var text = new string([.. Encoding.UTF8.GetString(bytes, 0, count).Where(c => c == '\n' || !char.IsControl(c))]);
            return [.. text.TrimEnd('\n').Split('\n').TakeLast(lineCountMax)];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
