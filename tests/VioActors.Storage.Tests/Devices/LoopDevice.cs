using System.Diagnostics;

namespace VioActors.Storage.Tests.Devices;

/// <summary>A loop device over a file: a real block device, for who may make one.</summary>
internal sealed class LoopDevice : IDisposable
{
    private LoopDevice(string path) => Path = path;

    public string Path { get; }

    public static LoopDevice Attach(string file)
    {
        var (code, said) = Run("--find", "--show", "--sector-size", "512", file);
        return code == 0 ? new LoopDevice(said.Trim()) : throw new InvalidOperationException($"losetup: {said}");
    }

    /// <summary>Null when loop devices can be made here; otherwise why not.</summary>
    public static string? FindProblem()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/dev/loop-control"))
            return "There is no /dev/loop-control here.";
        var probe = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(probe, new byte[1 << 20]);
            Attach(probe).Dispose();
            return null;
        }
        catch (Exception thrown)
        {
            return $"Loop devices cannot be made here: {thrown.Message}";
        }
        finally
        {
            File.Delete(probe);
        }
    }

    public void Dispose() => Run("--detach", Path);

    private static (int Code, string Said) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("losetup", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}

/// <summary>A test that needs a loop device; counted as skipped, with the reason, where there is none.</summary>
internal sealed class LoopDeviceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(LoopDevice.FindProblem);

    public LoopDeviceFactAttribute() => Skip = Problem.Value;
}
