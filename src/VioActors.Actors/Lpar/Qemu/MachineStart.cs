using System.ComponentModel;
using System.Net.Sockets;
using Akka.Actor;
using VioActors.Actors.Lpar.Qemu.Qmp;
using VioActors.Actors.Phyp.Machines;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>A machine's QEMU runs and its monitor is connected.</summary>
/// <param name="Luns">Its disks.</param>
/// <param name="How">For the log.</param>
internal sealed record MachineStarted(QemuProcess Process, QmpClient Monitor, IReadOnlyList<int> Luns, string How);

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
        if (folder.Prepare() is { } problem)
            throw new IOException(problem);
        var accelerator = await environment.Acceleration.FindAsync().ConfigureAwait(false);
        var target = environment.TargetNameOf(name);
        var disks = new MachineDisks(environment.Portal, target, $"{target}:initiator", path.Luns);
        QemuProcess process;
        try
        {
            process = QemuProcess.Start(
                environment.Settings.Path, QemuCommandLine.Of(machine, name, folder, disks, accelerator, environment.Settings));
        }
        catch (Win32Exception cause)
        {
            throw new IOException($"{environment.Settings.Path} cannot be started: {cause.Message}; see vio-actors.qemu.path", cause);
        }

        folder.WriteLuns(path.Luns);
        return await ConnectAsync(process, path.Luns, $"started with {accelerator}", sink, cancellation).ConfigureAwait(false);
    }

    /// <exception cref="IOException">Its monitor does not answer; it was ended.</exception>
    public Task<MachineStarted> AdoptAsync(QemuProcess process, Action<QmpMessage> sink, CancellationToken cancellation) =>
        ConnectAsync(process, folder.ReadLuns(), "taken over from a former life of the hypervisor", sink, cancellation);

    private async Task<MachineStarted> ConnectAsync(
        QemuProcess process, IReadOnlyList<int> luns, string how, Action<QmpMessage> sink, CancellationToken cancellation)
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
                    return new MachineStarted(process, monitor, luns, how);
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
