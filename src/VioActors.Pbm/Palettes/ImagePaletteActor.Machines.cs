using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Actors.Images.Machines;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;
using ByteSize = VioActors.Domain.Values.ByteSize;

namespace VioActors.Pbm.Palettes;

/// <summary>Images of virtual machines (OSI-8).</summary>
internal sealed partial class ImagePaletteActor
{
    private const int ReadySecondsMax = 24 * 60 * 60;

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder>[] MachineArguments =>
    [
        VioPalette.Flag("qemu", "-qemu", "of a virtual machine, with the arguments that follow; lpar create -image makes machines of it"),
        VioPalette.Optional("lu", "-lu", "its disk: it works on a clone"),
        VioPalette.Optional("ready", "-ready", "text on its console that says that it can be kept"),
        VioPalette.Optional("limit", "-limit", "how long it may take to say so, in seconds; 300 without it"),
        VioPalette.Optional("vios", "-vios", "VIOSes through which it has its disk, separated by commas; all of the machine without it"),
        VioPalette.Optional("memory", "-mem", "memory in MiB; 256 without it"),
        VioPalette.Optional("processors", "-cpu", "virtual processors; 1 without it"),
        VioPalette.Optional("kernel", "-kernel", "path of a kernel; without it the machine boots from its disk"),
        VioPalette.Optional("initrd", "-initrd", "path of its initial file system"),
        VioPalette.Optional("append", "-append", "its arguments"),
        VioPalette.Optional("args", "-args", "further arguments for QEMU, separated by spaces"),
    ];

    private IActorRef Cec => System.CecActor ?? throw new CommandRefusedException("Virtual machines are commanded where the CEC runs.");

    private async Task<string> CreateOfMachineAsync(Command command)
    {
        var disk = await LuAsync(Required(command, "disk", "-lu")).ConfigureAwait(false);
        var machine = new QemuMachine(
            new PartitionId(PartitionId.Min),
            LparPaletteActor.NumberOf(
                command, "-mem", 256, MachineDecisions.MemoryMebibytesMin, MachineDecisions.MemoryMebibytesMax),
            LparPaletteActor.NumberOf(command, "-cpu", 1, 1, MachineDecisions.ProcessorsMax), Value(command, "-kernel") ?? "",
            Value(command, "-initrd") ?? "", Value(command, "-append") ?? "",
            (Value(command, "-args") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList(), []);
        var create = new CreateMachineImage(
            Required(command, "name of the image", "-name"), disk.Lu, machine,
            Required(command, "text that says that the machine is ready", "-ready"),
            TimeSpan.FromSeconds(LparPaletteActor.NumberOf(command, "-limit", 300, 1, ReadySecondsMax)),
            (Value(command, "-vios") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToValueList());
        var image = (await AskAsync<ImageMade>(Cec, create, create.ReadyLimit + WorkLimit).ConfigureAwait(false)).Image;
        return $"Image {image.Name} is made of a machine with {new ByteSize((long)image.Pages << 12)}; lpar create -name NAME -image "
            + $"{image.Name} makes machines of it.";
    }

    private async Task<string> DeleteAsync(Command command)
    {
        var name = Required(command, "image", "-name");
        var kind = (await AskAsync<ImagesFound>(System.ViosDb, new GetImages()).ConfigureAwait(false)).Images
            .FirstOrDefault(image => image.Name == name)?.Kind;
        if (kind == ImageKind.Machine)
            await AskAsync<Ok>(Cec, new DeleteMachineImage(name), WorkLimit).ConfigureAwait(false);
        else
            await AskAsync<Ok>(System.Phyp, new DeleteImage(name), WorkLimit).ConfigureAwait(false);
        return $"Image {name} is deleted.";
    }
}
