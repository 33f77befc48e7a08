using Akka.Actor;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// What an end of the process in the middle has left of images of machines: one that is in the catalog is completed, all else goes. The
/// hidden machine itself is ended when the hypervisor starts, like any that nobody can command. Thread-safe.
/// </summary>
internal sealed class MachineImageCleaning(OsPorts ports, IActorRef phyp, CecId cec, QemuSettings settings)
{
    /// <returns>What was done, a line each.</returns>
    /// <exception cref="OsStepException">What there is could not be found out.</exception>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var known = await ports.ImagesAsync().ConfigureAwait(false);
        var done = new List<string>();
        foreach (var folder in MachineImageFolder.List(settings))
        {
            if (known.Images.FirstOrDefault(image => image.Lu == folder.Image) is { } image)
            {
                if (!folder.IsPart || folder.IsWhole)
                    continue;
                folder.Complete();
                done.Add($"image '{image.Name}' is whole");
                continue;
            }

            await RemoveAsync(folder).ConfigureAwait(false);
            done.Add($"what was left of image {folder.Image} is removed");
        }

        await ForgetUsesAsync(known).ConfigureAwait(false);
        return done;
    }

    /// <summary>An image that is in no catalog.</summary>
    public async Task RemoveAsync(MachineImageFolder folder)
    {
        var disk = new MachineDisk(ports, phyp, cec);
        if (folder.ReadSource() is { } source)
            await disk.ForgetAsync(source, MachineImageProduction.SourceMoment(folder.Image)).ConfigureAwait(false);
        await disk.DeleteAsync(folder.Image).ConfigureAwait(false);
        folder.Delete();
    }

    /// <summary>Of partitions whose definition was not completed.</summary>
    private async Task ForgetUsesAsync(ImagesFound known)
    {
        var machines = (await ports.AskAsync<MachinesReply>(phyp, new GetMachines(), "the machines").ConfigureAwait(false)).Machines;
        var ofMachines = known.Images.Where(image => image.Kind == ImageKind.Machine).Select(image => image.Name).ToHashSet();
        foreach (var use in known.Uses.Where(use => use.Cec == cec && ofMachines.Contains(use.Image)
            && machines.All(machine => machine.Client != use.Client)))
            await ports.DoAsync(ports.ViosDb, new ForgetOsUse(cec, use.Client), "who uses the image").ConfigureAwait(false);
    }
}
