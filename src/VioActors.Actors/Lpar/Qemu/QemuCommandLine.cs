using System.Globalization;
using System.Text.Json;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>Builds the arguments of a machine's QEMU. Pure; thread-safe.</summary>
internal static class QemuCommandLine
{
    /// <param name="folder">Of the machine's monitor and console.</param>
    /// <param name="disks">Where its disks are.</param>
    /// <param name="accelerator">Value of <c>-accel</c>.</param>
    /// <param name="memory">Where its memory is; null: nowhere but in its process.</param>
    public static IReadOnlyList<string> Of(
        QemuMachine machine, string name, MachineFolder folder, MachineDisks disks, string accelerator, QemuSettings settings,
        MachineMemory? memory = null)
    {
        List<string> arguments =
        [
            "-name", Escape(name), "-accel", accelerator, "-m", Number(machine.MemoryMebibytes), "-smp", Number(machine.Processors),
            "-nodefaults", "-display", "none", "-pidfile", folder.PidFile,

            // It does not run before the hypervisor says so.
            "-S",
            "-chardev", $"socket,id=monitor,path={Escape(folder.Monitor)},server=on,wait=off", "-mon", "chardev=monitor,mode=control",
            "-chardev", $"file,id=console,path={Escape(folder.Console)},append=on", "-serial", "chardev:console",
        ];
        if (machine.Kernel.Length > 0)
            arguments.AddRange(["-kernel", machine.Kernel]);
        if (machine.Initrd.Length > 0)
            arguments.AddRange(["-initrd", machine.Initrd]);
        if (machine.KernelArguments.Length > 0)
            arguments.AddRange(["-append", machine.KernelArguments]);
        if (memory is not null)
            arguments.AddRange(Memory(machine, memory));
        if (memory is not null || machine.Origin is not null)
            arguments.AddRange(["-fw_cfg", $"name={MachineIdentity.FwCfgName},file={Escape(folder.Identity)}"]);
        foreach (var lun in disks.Luns)
            arguments.AddRange(Disk(machine, disks, lun));
        arguments.AddRange(settings.ExtraArguments);
        arguments.AddRange(machine.ExtraArguments);
        return arguments;
    }

    private static IEnumerable<string> Memory(QemuMachine machine, MachineMemory memory)
    {
        var sharing = memory.IsOrigin ? "on" : "off";
        IEnumerable<string> arguments =
        [
            "-object",
            $"memory-backend-file,id=ram,size={Number(machine.MemoryMebibytes)}M,mem-path={Escape(memory.Path)},share={sharing}",
            "-machine", "memory-backend=ram",
        ];
        return memory.IsOrigin ? arguments : arguments.Concat(["-incoming", "defer"]);
    }

    private static IEnumerable<string> Disk(QemuMachine machine, MachineDisks disks, int lun)
    {
        var node = $"disk{Number(lun)}";
        var blockdev = new Dictionary<string, object>
        {
            ["driver"] = "iscsi",
            ["node-name"] = node,
            ["transport"] = "tcp",
            ["portal"] = disks.Portal,
            ["target"] = disks.Target,
            ["initiator-name"] = disks.Initiator,
            ["lun"] = lun,
        };

        // An error stops the machine until the hypervisor has seen its disk answer. Who registered nothing is told of it.
        var onError = machine.FreezeOn.Count > 0 ? "stop" : "report";
        return
        [
            "-blockdev", JsonSerializer.Serialize(blockdev),
            "-device", $"virtio-blk-pci,drive={node},werror={onError},rerror={onError}",
        ];
    }

    /// <summary>A comma separates options; it is written twice.</summary>
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where a machine finds its disks. Immutable.</summary>
/// <param name="Portal"><c>host:port</c>.</param>
/// <param name="Initiator">Who it is there.</param>
internal sealed record MachineDisks(string Portal, string Target, string Initiator, IReadOnlyList<int> Luns);

/// <summary>A file that is the memory of machines. Immutable.</summary>
/// <param name="IsOrigin">
/// The machine's memory is the file. Otherwise the machine begins with what is in the file: a page that it changes is its own from then on.
/// </param>
internal sealed record MachineMemory(string Path, bool IsOrigin);
