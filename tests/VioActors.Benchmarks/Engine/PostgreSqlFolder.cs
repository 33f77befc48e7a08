using System.Diagnostics;

namespace VioActors.Benchmarks.Engine;

/// <summary>
/// A PostgreSQL server with its ordinary durability (fsync on) and its data below the given folder, reached by a Unix socket.
/// </summary>
internal sealed class PostgreSqlFolder : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _sockets;

    private PostgreSqlFolder(string binaries, string folder, string sockets)
    {
        _binaries = binaries;
        _folder = folder;
        _sockets = sockets;
    }

    public string ConnectionString => $"Host={_sockets};Database=postgres;Username=bench";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A running server; null when PostgreSQL is not installed.</summary>
    public static async Task<PostgreSqlFolder?> StartAsync(string parent)
    {
        if (FindBinaries() is not { } binaries)
            return null;

        // The path of a socket has about a hundred characters at most, so it does not lie below the given folder. That one, in turn,
        // may lie below a folder which the server's user cannot enter: then the data lies beside the sockets.
        var sockets = Directory.CreateTempSubdirectory("pg").FullName;
        var folder = Environment.IsPrivilegedProcess && !IsOpen(parent)
            ? sockets
            : Directory.CreateDirectory(Path.Combine(parent, "pg")).FullName;
        var server = new PostgreSqlFolder(binaries, folder, sockets);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", folder, sockets);
        await server.RunAsUserAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C");
        await server.RunAsUserAsync(
            "pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(folder, "log"), "-o",
            $"-c listen_addresses='' -c unix_socket_directories='{sockets}'", "start");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsUserAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");
        Directory.Delete(_sockets, recursive: true);
    }

    private static bool IsOpen(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }

    private static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private Task RunAsUserAsync(string tool, params string[] arguments)
    {
        var file = Path.Combine(_binaries, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", file, .. arguments])
            : RunAsync(file, arguments);
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        // The server inherits the output of pg_ctl, so nothing may wait for its end.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in new[] { "-c", "exec \"$@\" >/dev/null 2>&1", "sh", file }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
