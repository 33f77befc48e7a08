using System.ComponentModel;
using System.Net.Sockets;
using Akka.Actor;
using VioActors.Actors.Images.Machines;
using VioActors.Actors.Lpar.Qemu.Qmp;
using VioActors.Actors.Phyp.Machines;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>A machine's QEMU runs and its monitor is connected.</summary>
/// <param name="Machine">As it was started.</param>
/// <param name="Luns">Its disks.</param>
/// <param name="How">For the log.</param>
internal sealed record MachineStarted(
    QemuProcess Process, QmpClient Monitor, QemuMachine Machine, IReadOnlyList<int> Luns, string How)
{
    /// <summary>What it has of the host's processors, for people.</summary>
    public string Share { get; init; } = "";
}

/// <summary>The steps to a QEMU that can be commanded. Thread-safe; a failure leaves no process behind.</summary>
internal sealed class MachineStart(
    QemuMachine machine, string name, IActorRef phyp, MachineEnvironment environment, MachineFolder folder)
{
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(20);

    /// <exception cref="IOException">It does not start; the message says why.</exception>
    public async Task<MachineStarted> RunAsync(Action<QmpMessage> sink, CancellationToken cancellation)
    {
        var path = await phyp.Ask<MachinePathFound>(new FindMachinePath(machine.Client), FindLimit, cancellation).ConfigureAwait(false);
        if (path.Luns.Count == 0)
            throw new IOException($"{path.Detail}; map a disk to it and see that its VIOS runs");
        var image = machine.Origin is { HasLeft: false } origin ? new MachineImageFolder(environment.Settings, origin.Image) : null;
        var profile = await FindProfileAsync(cancellation).ConfigureAwait(false);
        var shaped = image is null ? Shape(profile) : Check(image.Read());
        if (folder.Prepare() is { } problem)
            throw new IOException(problem);
        if (machine.Origin is not null)
            await File.WriteAllBytesAsync(folder.Identity, MachineIdentity.Of(machine.Origin), cancellation).ConfigureAwait(false);
        var accelerator = await environment.Acceleration.FindAsync().ConfigureAwait(false);
        var target = environment.TargetNameOf(name);
        var disks = new MachineDisks(environment.Portal, target, $"{target}:initiator", path.Luns);
        var memory = image is null ? null : new MachineMemory(image.Memory, IsOrigin: false);
        QemuProcess process;
        try
        {
            process = QemuProcess.Start(
                environment.Settings.Path, QemuCommandLine.Of(shaped, name, folder, disks, accelerator, environment.Settings, memory));
        }
        catch (Win32Exception cause)
        {
            throw new IOException($"{environment.Settings.Path} cannot be started: {cause.Message}; see vio-actors.qemu.path", cause);
        }

        folder.WriteLuns(path.Luns);
        var share = Share(process, profile);
        if (image is null)
        {
            var booted = await ConnectAsync(process, shaped, path.Luns, $"started with {accelerator}", sink, cancellation)
                .ConfigureAwait(false);
            return booted with { Share = share };
        }

        var talk = new QmpTalk(sink, environment.Time);
        var started = await ConnectAsync(
            process, shaped, path.Luns, $"started with {accelerator} from image {image.Image}", talk.Hear, cancellation)
            .ConfigureAwait(false);
        return started with { Share = share, Machine = await LoadAsync(started, image, talk, cancellation).ConfigureAwait(false) };
    }

    /// <exception cref="IOException">Its monitor does not answer; it was ended.</exception>
    public async Task<MachineStarted> AdoptAsync(QemuProcess process, Action<QmpMessage> sink, CancellationToken cancellation)
    {
        var asStarted = machine with
        {
            MemoryMebibytes = process.ReadNumber("-m") ?? machine.MemoryMebibytes,
            Processors = process.ReadNumber("-smp") ?? machine.Processors,
        };
        RemoveGroupWith(process);
        var started = await ConnectAsync(
            process, asStarted, folder.ReadLuns(), "taken over from a former life of the hypervisor", sink, cancellation)
            .ConfigureAwait(false);
        return started with { Share = environment.Shares.Value.Find(machine.Client, process.Id) };
    }

    /// <summary>Null: it has none.</summary>
    private async Task<PartitionProfile?> FindProfileAsync(CancellationToken cancellation) =>
        (await phyp.Ask<ProfilesReply>(new GetProfiles(), FindLimit, cancellation).ConfigureAwait(false)).Profiles
            .FirstOrDefault(profile => profile.Client == machine.Client);

    private string Share(QemuProcess process, PartitionProfile? profile)
    {
        var share = environment.Shares.Value.Apply(process.Id, profile ?? ProfileDecisions.Default(machine.Client));
        RemoveGroupWith(process);
        return share;
    }

    private void RemoveGroupWith(QemuProcess process)
    {
        var (shares, client, id) = (environment.Shares.Value, machine.Client, process.Id);
        process.Ended.ContinueWith(
            _ => shares.Remove(client, id), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>What its profile gives it comes before what its definition says (NPV-3).</summary>
    private QemuMachine Shape(PartitionProfile? profile)
    {
        if (profile is null)
            return machine;
        if (profile.VirtualProcessors > MachineDecisions.ProcessorsMax
            || profile.MemoryMebibytes is < MachineDecisions.MemoryMebibytesMin or > MachineDecisions.MemoryMebibytesMax)
        {
            throw new IOException(
                $"its profile gives it {profile.VirtualProcessors} virtual processors and {profile.MemoryMebibytes} MiB: a virtual machine "
                    + $"has 1 to {MachineDecisions.ProcessorsMax}, and {MachineDecisions.MemoryMebibytesMin} to "
                    + $"{MachineDecisions.MemoryMebibytesMax} MiB");
        }

        return machine with { Processors = profile.VirtualProcessors, MemoryMebibytes = profile.MemoryMebibytes };
    }

    /// <summary>One that goes on from an image is as that machine was, whatever its profile.</summary>
    private QemuMachine Check(MachineImageDescription description) => description.Fits(machine)
        ? machine
        : throw new IOException(
            $"it is defined with {machine.MemoryMebibytes} MiB and {machine.Processors} processors, its image has "
                + $"{description.MemoryMebibytes} MiB and {description.Processors}");

    /// <summary>
    /// Puts it where the hidden machine stood. That its disk goes on is noted before it does: an image's memory beside a disk that has gone
    /// on would corrupt that.
    /// </summary>
    private async Task<QemuMachine> LoadAsync(
        MachineStarted started, MachineImageFolder image, QmpTalk talk, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(environment.Settings.StartLimit, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await talk.MigrateAsync(started.Monitor, "migrate-incoming", $"cat {QmpTalk.Quote(image.State)}", both.Token)
                .ConfigureAwait(false);
            var left = machine with { Origin = machine.Origin! with { HasLeft = true } };
            if (await phyp.Ask<IReply>(new DefineMachine(left), FindLimit, both.Token).ConfigureAwait(false) is Rejected refused)
                throw new QmpException(refused.Reason);
            talk.HandOver();
            return left;
        }
        catch (Exception cause) when (cause is QmpException or OperationCanceledException or AskTimeoutException)
        {
            started.Monitor.Dispose();
            started.Process.Kill();
            var how = await started.Process.Ended.ConfigureAwait(false);
            throw new IOException($"it does not go on from image {image.Image}: {cause.Message}; {how}", cause);
        }
    }

    private async Task<MachineStarted> ConnectAsync(
        QemuProcess process, QemuMachine asStarted, IReadOnlyList<int> luns, string how, Action<QmpMessage> sink,
        CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(environment.Settings.StartLimit, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var polls = new PeriodicTimer(ConnectInterval, environment.Time);
        try
        {
            while (!process.Ended.IsCompleted)
            {
                try
                {
                    var monitor = await QmpClient.ConnectAsync(folder.Monitor, sink, both.Token).ConfigureAwait(false);
                    return new MachineStarted(process, monitor, asStarted, luns, how);
                }
                catch (SocketException)
                {
                    await polls.WaitForNextTickAsync(both.Token).ConfigureAwait(false);
                }
            }

            throw new IOException(await process.Ended.ConfigureAwait(false));
        }
        catch (Exception cause) when (cause is OperationCanceledException or QmpException)
        {
            process.Kill();
            throw new IOException($"its monitor does not answer within {environment.Settings.StartLimit}: {cause.Message}", cause);
        }
    }
}
