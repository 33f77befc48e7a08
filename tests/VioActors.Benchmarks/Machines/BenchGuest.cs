using System.Diagnostics;

namespace VioActors.Benchmarks.Machines;

/// <summary>
/// What machines boot: a kernel of Debian's (installed by <c>.ci/install-test-tools</c>) and an initial file system that reads its disk and
/// says that it runs; one that an image is made of waits before that until it is told who it is.
/// </summary>
internal static class BenchGuest
{
    public const string Ready = "GUEST can be kept";
    public const string Running = "GUEST runs";

    private const string Root = "/var/lib/vioactors-test-guest";

    // The order matters: a module whose needs are not there is not loaded.
    private static readonly string[] Modules =
    [
        "virtio/virtio_ring", "virtio/virtio", "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci_modern_dev", "virtio/virtio_pci",
        "block/virtio_blk", "firmware/qemu_fw_cfg",
    ];

    /// <summary>Why machines cannot be measured here; null: they can.</summary>
    public static string? Missing => !Directory.Exists($"{Root}/boot") ? $"{Root} is not there: run .ci/install-test-tools"
        : !File.Exists("/bin/busybox") ? "busybox is not installed"
        : null;

    public static string Kernel => Directory.GetFiles($"{Root}/boot", "vmlinuz-*").Single();

    private static string Init => $"""
        #!/bin/busybox sh
        /bin/busybox mount -t devtmpfs dev /dev
        /bin/busybox mount -t sysfs sys /sys
        for module in {string.Join(' ', Modules.Select(Path.GetFileName))}; do
          /bin/busybox insmod /modules/$module.ko
        done
        until [ -b /dev/vda ]; do /bin/busybox usleep 5000; done
        echo "{Ready}"
        identity=/sys/firmware/qemu_fw_cfg/by_name/opt/org.vioactors/identity/raw
        name=
        while [ -e $identity ] && [ -z "$name" ]; do
          /bin/busybox usleep 5000
          name=$(/bin/busybox sed -n 's/^name=//p' $identity)
        done
        /bin/busybox dd if=/dev/vda of=/dev/null bs=1M count=4 skip=8 2> /dev/null && echo "{Running}"
        while true; do /bin/busybox sleep 3600; done

        """;

    /// <summary>Packs the initial file system; gives its path.</summary>
    public static async Task<string> MakeInitrdAsync(string folder)
    {
        var (root, packed) = (Path.Combine(folder, "initrd"), Path.Combine(folder, "initrd.cpio"));
        foreach (var name in new[] { "bin", "modules", "dev", "sys" })
            Directory.CreateDirectory(Path.Combine(root, name));
        File.Copy("/bin/busybox", Path.Combine(root, "bin", "busybox"));
        var drivers = Path.Combine(Directory.GetDirectories($"{Root}/lib/modules").Single(), "kernel", "drivers");
        foreach (var module in Modules)
            File.Copy(Path.Combine(drivers, $"{module}.ko"), Path.Combine(root, "modules", $"{Path.GetFileName(module)}.ko"));
        await File.WriteAllTextAsync(Path.Combine(root, "init"), Init);
        using var pack = Process.Start(
            "sh", ["-c", $"cd '{root}' && chmod 755 init bin/busybox && find . | cpio -o -H newc --quiet > '{packed}'"]);
        await pack.WaitForExitAsync();
        return pack.ExitCode == 0 ? packed : throw new IOException($"cpio ended with {pack.ExitCode}.");
    }
}
