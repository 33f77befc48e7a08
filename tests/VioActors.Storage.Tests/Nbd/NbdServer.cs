using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using VioActors.Storage.Nbd;

namespace VioActors.Storage.Tests.Nbd;

/// <summary>A real NBD server as a process, on a Unix socket.</summary>
internal sealed class NbdServer : IDisposable
{
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(1);
    private readonly StringBuilder _said = new();
    private readonly string _program;
    private readonly string[] _arguments;
    private readonly string _socket;
    private Process _process;

    private NbdServer(string program, string socket, string[] arguments)
    {
        (_program, _socket, _arguments) = (program, socket, arguments);
        _process = Launch();
    }

    public NbdAddress Address => NbdAddress.Parse($"nbd+unix:///?socket={_socket}");

    /// <summary>The process's system id.</summary>
    public int Id => _process.Id;

    /// <param name="socket">Path of the socket to listen on.</param>
    /// <param name="arguments">Filters, plugin and its parameters, in nbdkit's order.</param>
    public static Task<NbdServer> StartNbdkitAsync(string socket, params string[] arguments) =>
        StartAsync("nbdkit", socket, ["--foreground", "--unix", socket, .. arguments]);

    /// <param name="socket">Path of the socket to listen on.</param>
    /// <param name="file">A raw image.</param>
    /// <param name="options">Further ones.</param>
    public static Task<NbdServer> StartQemuAsync(string socket, string file, params string[] options) =>
        StartAsync("qemu-nbd", socket, ["--socket", socket, "--persistent", "--format", "raw", .. options, file]);

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public async Task RestartAsync()
    {
        File.Delete(_socket);
        _process = Launch();
        await AwaitListeningAsync();
    }

    public void Dispose()
    {
        try
        {
            Kill();
        }
        catch (InvalidOperationException)
        {
            // It was killed by the test.
        }
    }

    private static async Task<NbdServer> StartAsync(string program, string socket, string[] arguments)
    {
        var server = new NbdServer(program, socket, arguments);
        await server.AwaitListeningAsync();
        return server;
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);
        var process = Launcher.Start(start);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private void Note(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }

    private async Task AwaitListeningAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await IsListeningAsync())
        {
            Assert.False(_process.HasExited, $"{_program} {string.Join(' ', _arguments)} ended: {_said}");
            Assert.True(Stopwatch.GetElapsedTime(begun) < HungAfter, $"{_program} does not listen.");
            await polls.WaitForNextTickAsync();
        }
    }

    private async Task<bool> IsListeningAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// nbdkit has itself ended with the thread that started it (PR_SET_PDEATHSIG), so that thread must live as long as the process.
    /// </summary>
    private static class Launcher
    {
        private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Asked = [];

        static Launcher() => new Thread(Run) { IsBackground = true, Name = "NBD servers" }.Start();

        public static Process Start(ProcessStartInfo start)
        {
            var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
            Asked.Add((start, started));
            return started.Task.GetAwaiter().GetResult();
        }

        private static void Run()
        {
            foreach (var (start, started) in Asked.GetConsumingEnumerable())
            {
                try
                {
                    started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start."));
                }
                catch (Exception thrown)
                {
                    started.SetException(thrown);
                }
            }
        }
    }
}
