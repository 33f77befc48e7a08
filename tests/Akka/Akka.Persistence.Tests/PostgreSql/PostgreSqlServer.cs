using System.Diagnostics;

namespace Akka.Persistence.Tests.PostgreSql;

/// <summary>
/// A server of its own in a temporary folder, reached by a Unix socket only, so that no port can be taken. It runs as an ordinary
/// user because PostgreSQL refuses root. Without the binaries (Debian: postgresql) the specs are skipped.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("pg").FullName;
    private int _schemas;

    public string ConnectionString => $"Host={_folder};Database=postgres;Username=spec;Include Error Detail=true";

    /// <summary>The socket that it listens on.</summary>
    public string SocketPath => Path.Combine(_folder, ".s.PGSQL.5432");

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The folder of initdb and pg_ctl; null when they are not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>A schema that no other test uses.</summary>
    public string NextSchema() => $"spec_{Interlocked.Increment(ref _schemas)}";

    public async Task InitializeAsync()
    {
        if (Binaries is null)
            return;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["postgres", _folder]);
        await RunAsUserAsync("initdb", "-D", Data, "-A", "trust", "-U", "spec", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same data.</summary>
    public Task StartAsync() => RunAsUserAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
        $"-c listen_addresses='' -c unix_socket_directories='{_folder}' -c fsync=off -c max_connections=200", "start");

    /// <summary>Ends every connection and the server in order; what was committed stays.</summary>
    public Task StopAsync() => RunAsUserAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    public async Task DisposeAsync()
    {
        if (Binaries is not null)
            await RunAsUserAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private Task RunAsUserAsync(string tool, params string[] arguments)
    {
        var file = Path.Combine(Binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", file, .. arguments])
            : RunAsync(file, arguments);
    }

    private async Task RunAsync(string file, IEnumerable<string> arguments)
    {
        // The server inherits the output of pg_ctl, so nothing may wait for its end.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder };
        foreach (var argument in new[] { "-c", "exec \"$@\" >/dev/null 2>&1", "sh", file }.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}
