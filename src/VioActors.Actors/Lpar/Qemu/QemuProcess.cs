using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// The process of one QEMU: started here, or by a former life of this process, which it outlives. Thread-safe.
/// </summary>
internal sealed class QemuProcess
{
    private const int LinesMax = 20;

    private readonly Process _process;
    private readonly Queue<string> _lines = [];

    // What it says is read before its end is waited for: of one that ends at once nothing is missed.
    private QemuProcess(Process process, bool isHeard)
    {
        _process = process;
        if (isHeard)
        {
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.BeginErrorReadLine();
            _process.BeginOutputReadLine();
        }

        Ended = EndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Completes when it has ended, with how.</summary>
    public Task<string> Ended { get; }

    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static QemuProcess Start(string path, IReadOnlyList<string> arguments)
    {
        // A session of its own: what ends this process by the terminal does not end its machines.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(path);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new QemuProcess(Process.Start(start)!, isHeard: true);
    }

    /// <summary>The process that was started for this folder, if it still runs.</summary>
    public static QemuProcess? Find(MachineFolder folder)
    {
        if (folder.ReadPid() is not { } pid || !IsOf(pid, folder))
            return null;
        try
        {
            return new QemuProcess(Process.GetProcessById(pid), isHeard: false);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Processor time that it has used, of its virtual processors and of QEMU for them; null when it has ended.</summary>
    public TimeSpan? ReadProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (Exception cause) when (cause is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Value of an argument that it was started with; null when it has none that is a number.</summary>
    public int? ReadNumber(string argument)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{Id}/cmdline").Split('\0');
            var at = Array.IndexOf(arguments, argument);
            return at >= 0 && at + 1 < arguments.Length
                && int.TryParse(arguments[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL: one whose disks do not answer hears nothing else.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>A process id may have gone to another process since.</summary>
    private static bool IsOf(int pid, MachineFolder folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(folder.PidFile);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        string[] said;
        lock (_lines)
            said = [.. _lines];
        string how;
        try
        {
            how = $"QEMU ended with exit code {_process.ExitCode}";
        }
        catch (InvalidOperationException)
        {
            how = "QEMU ended";
        }

        return said.Length == 0 ? how : $"{how}: {string.Join("; ", said)}";
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line))
            return;
        lock (_lines)
        {
            if (_lines.Count == LinesMax)
                _lines.Dequeue();
            _lines.Enqueue(line.Length <= 300 ? line : line[..300]);
        }
    }
}
