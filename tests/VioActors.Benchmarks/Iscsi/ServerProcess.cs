using System.Diagnostics;
using System.Globalization;

namespace VioActors.Benchmarks.Iscsi;

/// <summary>A server that is measured: its URL, and the processor time that it has used.</summary>
internal sealed class ServerProcess(string name, Process process, string url) : IDisposable
{
    private const double TicksPerSecond = 100;

    public string Name { get; } = name;

    public string Url { get; } = url;

    /// <summary>User and system time of the process, in seconds (/proc/pid/stat, fields 14 and 15).</summary>
    public double ProcessorSeconds()
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
