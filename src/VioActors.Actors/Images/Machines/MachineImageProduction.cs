using Akka.Actor;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// Makes an image of a machine (OSI-8). Whatever fails, nothing of it stays; what a kill of the process leaves is cleaned by the next start
/// (<see cref="MachineImageCleaning"/>), since the folder is made first and the record in the catalog last. Made for one image.
/// </summary>
internal sealed class MachineImageProduction(OsPorts ports, IActorRef phyp, CecId cec, MachineEnvironment environment)
{
    /// <summary>The snapshot of the image's disk that belongs to its memory.</summary>
    public static readonly LuName Moment = LuName.Parse("image");

    private readonly MachineDisk _disk = new(ports, phyp, cec);

    /// <summary>Name of the snapshot that is taken of somebody's disk for a moment.</summary>
    public static LuName SourceMoment(LuUdid image) => LuName.Parse($"image-{image}");

    /// <exception cref="OsStepException">A step failed.</exception>
    public async Task<ImageEntry> RunAsync(CreateMachineImage create, CancellationToken cancellation)
    {
        await RequireFreeAsync(create).ConfigureAwait(false);
        var vioses = await _disk.ViosesAsync(create.Vioses).ConfigureAwait(false);
        var hidden = await DefineHiddenAsync().ConfigureAwait(false);
        var folder = new MachineImageFolder(environment.Settings, LuUdid.From(ports.Ids.Next()));
        try
        {
            folder.Begin(create.Disk);
            await CopyDiskAsync(create, folder.Image).ConfigureAwait(false);
            var machine = create.Machine with { Client = hidden.Id, FreezeOn = [], Origin = null };
            await RunHiddenAsync(create, machine, hidden, folder, vioses, cancellation).ConfigureAwait(false);
            folder.Write(MachineImageDescription.Of(machine, folder.State));
            await _disk.TakeAsync(folder.Image, Moment).ConfigureAwait(false);
            await _disk.UnmapAsync(folder.Image, vioses).ConfigureAwait(false);
            var entry = new ImageEntry(
                create.Name, "", folder.Image, ImageKind.Machine, machine.MemoryMebibytes << (20 - 12), $"machine on {cec}",
                ports.Time.GetUtcNow());
            await ports.DoAsync(ports.ViosDb, new RegisterImage(entry), "the catalog of images").ConfigureAwait(false);
            folder.Complete();
            return entry;
        }
        catch (Exception cause) when (cause is OsStepException or IOException or UnauthorizedAccessException)
        {
            await CleanAsync(create, folder).ConfigureAwait(false);
            throw cause as OsStepException ?? new OsStepException($"Cannot make image '{create.Name}': {cause.Message}");
        }
    }

    private async Task RequireFreeAsync(CreateMachineImage create)
    {
        if ((await ports.ImagesAsync().ConfigureAwait(false)).Images.Any(image => image.Name == create.Name))
            throw new OsStepException($"Cannot make image '{create.Name}': there is one of that name.");
        if (create.Ready.Length == 0)
            throw new OsStepException($"Cannot make image '{create.Name}': it is not known what its machine says when it is ready.");
    }

    private async Task<Partition> DefineHiddenAsync() => (await ports.AskAsync<PartitionReply>(
        phyp,
        new DefinePartition(MachineDecisions.HiddenPartitionName, PartitionKind.ExternalHost, [HiddenMachine.InitiatorOf(environment)]),
        "the hidden partition").ConfigureAwait(false)).Partition;

    /// <summary>The machine works on a clone: the disk that it is made of stays as it is.</summary>
    private async Task CopyDiskAsync(CreateMachineImage create, LuUdid lu)
    {
        await _disk.TakeAsync(create.Disk, SourceMoment(lu)).ConfigureAwait(false);
        await _disk.CloneAsync(lu, create.Disk, SourceMoment(lu), $"image.{create.Name}").ConfigureAwait(false);
        await _disk.ForgetAsync(create.Disk, SourceMoment(lu)).ConfigureAwait(false);
    }

    private async Task RunHiddenAsync(
        CreateMachineImage create, QemuMachine machine, Partition hidden, MachineImageFolder folder,
        IReadOnlyList<NodeDefinition> vioses, CancellationToken cancellation)
    {
        await _disk.MapAsync(hidden, folder.Image, vioses).ConfigureAwait(false);
        var luns = await _disk.ServedAsync(hidden.Id, cancellation).ConfigureAwait(false);
        var running = new HiddenMachine(environment, hidden, folder);
        await using (running.ConfigureAwait(false))
        {
            await running.StartAsync(machine, luns, cancellation).ConfigureAwait(false);
            await running.ReadyAsync(create.Ready, create.ReadyLimit, cancellation).ConfigureAwait(false);
            await running.KeepAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task CleanAsync(CreateMachineImage create, MachineImageFolder folder)
    {
        await _disk.ForgetAsync(create.Disk, SourceMoment(folder.Image)).ConfigureAwait(false);
        await _disk.DeleteAsync(folder.Image).ConfigureAwait(false);
        folder.Delete();
    }
}
