using Akka.Actor;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>Defines machines of an image (OSI-8). Thread-safe.</summary>
internal sealed class MachineOfImage(OsPorts ports, IActorRef phyp, CecId cec, QemuSettings settings)
{
    private readonly MachineDisk _disk = new(ports, phyp, cec);

    /// <summary>
    /// Notes that it uses the image before it takes anything of it, and defines it as a machine last: without that it is none, and the note
    /// is taken back.
    /// </summary>
    /// <exception cref="OsStepException">A step failed; the partition's name stays defined.</exception>
    public async Task<Partition> DefineAsync(DefineFromImage define)
    {
        var entry = await ports.EntryAsync(define.Image).ConfigureAwait(false);
        if (entry.Kind != ImageKind.Machine)
            throw new OsStepException($"Image '{define.Image}' is not of a virtual machine; image boot is for built-in guests.");
        var description = Read(entry);
        var vioses = await _disk.ViosesAsync(define.Vioses).ConfigureAwait(false);
        var partition = (await ports.AskAsync<PartitionReply>(
            phyp, new DefinePartition(define.Name, PartitionKind.ExternalHost, []), "its partition").ConfigureAwait(false)).Partition;
        var machines = (await ports.AskAsync<MachinesReply>(phyp, new GetMachines(), "the machines").ConfigureAwait(false)).Machines;
        if (define.Name == MachineDecisions.HiddenPartitionName || machines.Any(machine => machine.Client == partition.Id))
            throw new OsStepException($"Cannot make machine '{define.Name}': there is one of that name.");
        var address = define.Address.Length == 0
            ? ValueList<OsChange>.Empty
            : [new OsChange(OsChangeKind.NetworkAddress, define.Address)];
        await ports.NoteAsync(new OsUse(cec, partition.Id, entry.Name, "", true, address, [])).ConfigureAwait(false);
        var lu = LuUdid.From(ports.Ids.Next());
        try
        {
            await _disk.CloneAsync(lu, entry.Lu, MachineImageProduction.Moment, define.Name).ConfigureAwait(false);
            await _disk.MapAsync(partition, lu, vioses).ConfigureAwait(false);
            var machine = description.MachineOf(
                partition.Id, define.FreezeOn, new MachineOrigin(entry.Lu, define.Name, define.Address, HasLeft: false));
            await ports.DoAsync(phyp, new DefineMachine(machine), "its definition").ConfigureAwait(false);
            return partition;
        }
        catch (OsStepException)
        {
            await _disk.DeleteAsync(lu).ConfigureAwait(false);
            await ports.DoAsync(ports.ViosDb, new ForgetOsUse(cec, partition.Id), "who uses the image").ConfigureAwait(false);
            throw;
        }
    }

    private MachineImageDescription Read(ImageEntry entry)
    {
        try
        {
            return new MachineImageFolder(settings, entry.Lu).Read();
        }
        catch (IOException cause)
        {
            throw new OsStepException($"Image '{entry.Name}' cannot be used on {cec}: {cause.Message}.");
        }
    }
}
