using System.Diagnostics;
using System.Globalization;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar.Qemu;

/// <summary>Processes that stand in for QEMU: only their command line matters.</summary>
public sealed class OrphanedMachinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vioactors-orphans-").FullName;
    private readonly List<Process> _started = [];

    [Fact]
    [Trait("Req", "NPV-12")]
    public void ProcessesThatNobodyCanTakeOver_AreEnded_AndTheOthersAreLeftAlone()
    {
        var settings = new QemuSettings(
            "qemu", QemuAcceleration.Tcg, [], _folder, 0, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        var current = Start(5);
        var (replaced, forgotten, foreign) = (Start(5), Start(6), Start("/elsewhere/lpar-6/pid"));
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "lpar-5")).FullName, "pid"),
            current.Id.ToString(CultureInfo.InvariantCulture));

        var ended = OrphanedMachines.End(settings, new HashSet<PartitionId> { new(5) });

        Assert.Equal(2, ended.Count);
        replaced.WaitForExit();
        forgotten.WaitForExit();
        Assert.False(current.HasExited);
        Assert.False(foreign.HasExited);
    }

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(int partition) => Start(Path.Combine(_folder, $"lpar-{partition}", "pid"));

    private Process Start(string pidFile)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true };
        foreach (var word in new[] { "-c", "read line", "machine", "-pidfile", pidFile })
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }
}
