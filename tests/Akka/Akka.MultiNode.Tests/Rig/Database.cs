using System.Diagnostics;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>A PostgreSQL server of a test's own, in a temporary folder, that can be frozen, stopped and started.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pg").FullName;

    /// <summary>The folder of the tools; null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>The socket that it listens on.</summary>
    public string Socket => Path.Combine(_folder, ".s.PGSQL.5432");

    private string Data => Path.Combine(_folder, "data");

    public static async Task<Database> StartAsync()
    {
        var database = new Database();
        if (Environment.IsPrivilegedProcess)
            await Tools.RunAsync("chown", "postgres", database._folder);
        await database.RunAsync("initdb", "-D", database.Data, "-A", "trust", "-U", "spec", "-E", "UTF8", "--locale=C", "--no-sync");
        await database.UpAsync();
        return database;
    }

    public Task UpAsync() => RunAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
        $"-c listen_addresses='' -c unix_socket_directories='{_folder}' -c fsync=off -c max_connections=200", "start");

    /// <summary>As an operator stops it: connections end, new ones are refused.</summary>
    public Task DownAsync() => RunAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    /// <summary>The server and all that serve connections hang, or go on.</summary>
    public void Freeze(bool frozen)
    {
        var server = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());
        foreach (var pid in Signal.Family(server))
            Signal.Freeze(pid, frozen);
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await RunAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private Task RunAsync(string tool, params string[] arguments)
    {
        var file = Path.Combine(Binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? Tools.RunAsync("runuser", ["-u", "postgres", "--", file, .. arguments])
            : Tools.RunAsync(file, arguments);
    }
}

/// <summary>Programs of the system.</summary>
internal static class Tools
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a program; throws when it ends with an error.</summary>
    public static async Task RunAsync(string file, params string[] arguments)
    {
        // A server inherits the output, so nothing may wait for its end.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in new[] { "-c", "exec \"$@\" >/dev/null 2>&1", "sh", file }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
