using System.Diagnostics;
using Akka.Configuration;
using Akka.Persistence.Tests.Fixtures;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Tests.Failure;

/// <summary>A file system of two megabytes in memory; making one needs the right to mount.</summary>
internal static class SmallDisk
{
    public const long SizeBytes = 2 << 20;

    private static readonly Lazy<bool> Possible = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("small").FullName;
        var mounted = Mount(folder);
        if (mounted)
            Unmount(folder);
        Directory.Delete(folder);
        return mounted;
    });

    public static bool IsPossible => Possible.Value;

    public static bool Mount(string folder) => Run("mount", "-t", "tmpfs", "-o", $"size={SizeBytes}", "tmpfs", folder);

    /// <summary>Also with files open: the last handle frees the memory.</summary>
    public static void Unmount(string folder) => Run("umount", "-l", folder);

    private static bool Run(string tool, params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that is skipped where no small disk can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() =>
        Skip = SmallDisk.IsPossible ? null : "A disk that is full needs root and the right to mount a tmpfs.";
}

/// <summary>SQLite on a small disk.</summary>
public sealed class SmallDiskStore : Store
{
    private readonly string _folder = Directory.CreateTempSubdirectory("small").FullName;
    private readonly bool _mounted;

    public SmallDiskStore() => _mounted = SmallDisk.Mount(_folder);

    public override bool Durable => true;

    protected override Config Specific => SqlConfig.For("SQLite.MS", $"Data Source={Path.Combine(_folder, "journal.db")}");

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Leaves no free byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        try
        {
            for (var written = 0L; written < 2 * SmallDisk.SizeBytes; written += block.Length)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full, as wanted.
            return;
        }

        throw new InvalidOperationException($"[{_folder}] has more room than it was given.");
    }

    public void MakeRoom() => File.Delete(Ballast);

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        if (_mounted)
            SmallDisk.Unmount(_folder);
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }
}
