using System.Globalization;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// A kernel of Debian's, and an initial file system whose only program writes numbered records to its disk, each on stable storage before
/// it says so on the console.
/// </summary>
internal static class GuestFiles
{
    private const string Root = "/var/lib/vioactors-test-guest";

    // The order matters: a module whose needs are not there is not loaded.
    private static readonly string[] Modules =
        ["virtio/virtio_ring", "virtio/virtio", "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci_modern_dev", "virtio/virtio_pci",
            "block/virtio_blk"];

    /// <summary>What a guest of an image says when it can be kept.</summary>
    public const string Ready = "GUEST can be kept";

    public static string Kernel => Directory.GetFiles($"{Root}/boot", "vmlinuz-*").Single();

    private const string FirmwareModule = "firmware/qemu_fw_cfg";

    private static string Init => $$"""
        #!/bin/busybox sh
        /bin/busybox mount -t devtmpfs dev /dev
        /bin/busybox mount -t proc proc /proc
        for module in {{string.Join(' ', Modules.Select(Path.GetFileName))}}; do
          /bin/busybox insmod /modules/$module.ko
        done
        until [ -b /dev/vda ]; do /bin/busybox usleep 20000; done
        /bin/busybox mount -t ext4 -o commit=1,errors=remount-ro /dev/vda /mnt && echo "GUEST mounted"
        n=0
        while true; do
          n=$((n + 1))
          if /bin/busybox printf 'record %08d\n' $n | /bin/busybox dd of=/mnt/records oflag=append conv=notrunc,fsync bs=64 2> /dev/null
          then
            echo "GUEST wrote $n"
          else
            echo "GUEST failed $n"
          fi
          /bin/busybox usleep 50000
        done

        """;

    /// <summary>It has its disk mounted when it is kept, and goes on when it is told who it is.</summary>
    private static string InitOfImage => $$"""
        #!/bin/busybox sh
        /bin/busybox mount -t devtmpfs dev /dev
        /bin/busybox mount -t proc proc /proc
        /bin/busybox mount -t sysfs sys /sys
        for module in {{string.Join(' ', Modules.Append(FirmwareModule).Select(Path.GetFileName))}}; do
          /bin/busybox insmod /modules/$module.ko
        done
        until [ -b /dev/vda ]; do /bin/busybox usleep 20000; done
        /bin/busybox mount -t ext4 -o commit=1,errors=remount-ro /dev/vda /mnt && echo "GUEST mounted"
        identity=/sys/firmware/qemu_fw_cfg/by_name/opt/org.vioactors/identity/raw
        echo "{{Ready}}"
        name=
        until [ -n "$name" ]; do
          /bin/busybox usleep 20000
          name=$(/bin/busybox sed -n 's/^name=//p' $identity)
        done
        address=$(/bin/busybox sed -n 's/^address=//p' $identity)
        echo "GUEST is $name at $address"
        n=0
        while true; do
          n=$((n + 1))
          if /bin/busybox printf 'record %08d of %s\n' $n $name \
            | /bin/busybox dd of=/mnt/records oflag=append conv=notrunc,fsync bs=64 2> /dev/null
          then
            echo "GUEST wrote $n"
          else
            echo "GUEST failed $n"
          fi
          /bin/busybox usleep 50000
        done

        """;

    /// <summary>Packs the initial file system; gives its path.</summary>
    public static Task<string> MakeInitrdAsync(TemporaryFolder folder) => MakeInitrdAsync(folder, "initrd", Init);

    /// <summary>The same of a guest that goes on as several.</summary>
    public static Task<string> MakeInitrdOfImageAsync(TemporaryFolder folder) => MakeInitrdAsync(folder, "image-initrd", InitOfImage);

    private static async Task<string> MakeInitrdAsync(TemporaryFolder folder, string called, string text)
    {
        var packed = folder.File($"{called}.cpio");
        if (File.Exists(packed))
            return packed;
        var root = folder.File(called);
        foreach (var name in new[] { "bin", "modules", "mnt", "proc", "dev", "sys" })
            Directory.CreateDirectory(Path.Combine(root, name));
        File.Copy("/bin/busybox", Path.Combine(root, "bin", "busybox"));
        var drivers = Path.Combine(Directory.GetDirectories($"{Root}/lib/modules").Single(), "kernel", "drivers");
        foreach (var module in Modules.Append(FirmwareModule))
            File.Copy(Path.Combine(drivers, $"{module}.ko"), Path.Combine(root, "modules", $"{Path.GetFileName(module)}.ko"));
        var init = Path.Combine(root, "init");
        await File.WriteAllTextAsync(init, text);
        (await Tool.RunAsync("chmod", "755", init, Path.Combine(root, "bin", "busybox"))).MustSucceed();
        (await Tool.RunAsync("sh", "-c", $"cd '{root}' && find . | cpio -o -H newc --quiet > '{packed}'")).MustSucceed();
        return packed;
    }

    /// <summary>The numbers of the records in the file system of an image, after its journal was replayed.</summary>
    public static async Task<HashSet<int>> ReadRecordsAsync(string image) =>
    [
        .. (await ReadLinesAsync(image)).Select(line => int.Parse(line.AsSpan(7, 8), NumberStyles.None, CultureInfo.InvariantCulture)),
    ];

    /// <summary>The records.</summary>
    public static async Task<IReadOnlyList<string>> ReadLinesAsync(string image)
    {
        // 0: clean; 1: errors corrected, and a journal to replay is one.
        var check = await Tool.RunAsync("e2fsck", "-f", "-y", image);
        Assert.True(check.ExitCode is 0 or 1, check.Output);
        var listing = (await Tool.RunAsync("debugfs", "-R", "cat /records", image)).MustSucceed();
        return [.. listing.Output.Split('\n').Where(line => line.StartsWith("record ", StringComparison.Ordinal))];
    }
}
