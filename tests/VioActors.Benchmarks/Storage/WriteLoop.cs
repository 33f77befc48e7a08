using System.Diagnostics;

namespace VioActors.Benchmarks.Storage;

/// <summary>
/// Writes 4 KiB at random places of a unit through a qemu-io process, one after the other, and times each from the command to its answer.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private const string Prompt = "qemu-io> ";
    private readonly Process _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly char[] _buffer = new char[4096];
    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _written = new(0);
    private Task _writing = Task.CompletedTask;
    private double _slowest;

    private WriteLoop(Process process) => _process = process;

    public static async Task<WriteLoop> StartAsync(string url, int mebibytes)
    {
        var start = new ProcessStartInfo("qemu-io")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var word in new[] { "-f", "raw", "-t", "writeback", url })
            start.ArgumentList.Add(word);
        var loop = new WriteLoop(Process.Start(start)!);
        await loop.AnswerAsync();
        loop._writing = Task.Run(() => loop.WriteAsync(mebibytes));
        return loop;
    }

    /// <summary>Ends when so many more writes have ended.</summary>
    public async Task SomeAsync(int count)
    {
        while (await _written.WaitAsync(0))
        {
            // What was written before does not count.
        }

        for (var number = 0; number < count; number++)
            await _written.WaitAsync();
    }

    /// <summary>Milliseconds of the slowest write that ran during the work or ended after it.</summary>
    public async Task<double> SlowestWhileAsync(Func<Task> work)
    {
        await SomeAsync(1);
        lock (_sync)
            _slowest = 0;
        await work();
        await SomeAsync(2);
        lock (_sync)
            return _slowest;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _stop.Dispose();
    }

    private async Task WriteAsync(int mebibytes)
    {
        var random = new Random(1);
        while (!_stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await _process.StandardInput.WriteLineAsync($"write -q {random.Next(mebibytes)}M 4k");
            await _process.StandardInput.FlushAsync();
            await AnswerAsync();
            lock (_sync)
                _slowest = Math.Max(_slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            _written.Release();
        }
    }

    private async Task AnswerAsync()
    {
        var answer = "";
        while (!answer.EndsWith(Prompt, StringComparison.Ordinal))
        {
            var count = await _process.StandardOutput.ReadAsync(_buffer);
            if (count == 0)
                throw new InvalidOperationException($"qemu-io ended: {answer}");
            answer += new string(_buffer, 0, count);
        }
    }
}
