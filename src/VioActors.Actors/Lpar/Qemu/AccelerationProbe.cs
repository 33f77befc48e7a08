using System.ComponentModel;
using System.Diagnostics;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// Finds out whether KVM is of use. That its device opens, and even that it makes a machine, is no proof that a guest runs; so one is
/// booted which says so through its exit code. Nor does that suffice: a kernel module that imitates virtualisation runs this guest, and
/// lets a real kernel hang now and then, so the processor must say that it virtualises. Thread-safe; looks once.
/// </summary>
internal sealed class AccelerationProbe
{
    private const int ExitCodeOfBoot = (0x10 << 1) | 1;
    private const int FloppyBytes = 1_474_560;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // mov al, 10h; out F4h, al; hlt; jmp back. F4h is the port of isa-debug-exit.
    private static readonly byte[] BootSector = [0xB0, 0x10, 0xE6, 0xF4, 0xF4, 0xEB, 0xFD];

    private readonly Lazy<Task<string>> _accelerator;

    public AccelerationProbe(QemuSettings settings) => _accelerator = new(() => DecideAsync(settings));

    /// <summary>Value of QEMU's <c>-accel</c>.</summary>
    public Task<string> FindAsync() => _accelerator.Value;

    private static async Task<string> DecideAsync(QemuSettings settings) => settings.Acceleration switch
    {
        QemuAcceleration.Kvm => "kvm",
        QemuAcceleration.Auto when File.Exists("/dev/kvm") && Virtualises(ReadProcessors())
            && await BootsAsync(settings).ConfigureAwait(false) => "kvm",
        _ => "tcg,tb-size=128",
    };

    /// <summary>
    /// Whether the processors of <c>/proc/cpuinfo</c> virtualise: VMX of Intel or SVM of AMD. Others do not list it there.
    /// </summary>
    internal static bool Virtualises(IEnumerable<string> processors)
    {
        var flags = processors.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ', ':', '\t');
        return flags is null || flags.Contains("vmx") || flags.Contains("svm");
    }

    private static IReadOnlyList<string> ReadProcessors()
    {
        try
        {
            return File.ReadAllLines("/proc/cpuinfo");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static async Task<bool> BootsAsync(QemuSettings settings)
    {
        Directory.CreateDirectory(settings.RunDirectory);
        var image = Path.Combine(settings.RunDirectory, "probe.img");
        await File.WriteAllBytesAsync(image, Floppy()).ConfigureAwait(false);
        var start = new ProcessStartInfo(settings.Path)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "-accel", "kvm", "-m", "16", "-nodefaults", "-display", "none", "-no-reboot",
            "-drive", $"if=floppy,format=raw,readonly=on,file={image.Replace(",", ",,", StringComparison.Ordinal)}",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start);
            return process is not null && await EndsWellAsync(process).ConfigureAwait(false);
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<bool> EndsWellAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == ExitCodeOfBoot;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return false;
        }
    }

    private static byte[] Floppy()
    {
        var floppy = new byte[FloppyBytes];
        BootSector.CopyTo(floppy, 0);
        (floppy[510], floppy[511]) = (0x55, 0xAA);
        return floppy;
    }
}
