using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Images.Machines;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Cec;

/// <summary>The client partitions that are virtual machines (NPV-12).</summary>
public sealed partial class CecActor
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<PartitionId, IActorRef> _machines = [];
    private MachineEnvironment? _environment;
    private IActorRef _machineImages = ActorRefs.Nobody;

    private void ReceiveMachines()
    {
        Receive<ProvideMachines>(provide =>
        {
            _environment = provide.Environment;
            Know(new GetMachines());
        });
        Receive<IMachineCommand>(command =>
        {
            if (_environment is null)
                Sender.Tell(new Rejected(RejectionCode.WrongStatus, "This CEC runs no virtual machines."));
            else
                Know(command);
        });
        Receive<MachinesKnown>(Take);
        Receive<IMachineImageCommand>(command =>
        {
            if (_machineImages.IsNobody())
                Sender.Tell(new Rejected(RejectionCode.WrongStatus, "This CEC has no images of virtual machines."));
            else
                _machineImages.Forward(command);
        });
        Receive<ShutDownMachines>(_ => EndMachinesAsync(_machines.ToList()).PipeTo(Sender));
    }

    /// <summary>A machine may have been defined since: PHYP is asked each time.</summary>
    private void Know(object command)
    {
        var (phyp, asker, settings) = (_phyp, Sender, _environment!.Settings);
        AskAsync().PipeTo(Self, success: known => known, failure: cause => new MachinesKnown(null, null, command, asker, cause.Message));

        async Task<MachinesKnown> AskAsync()
        {
            // The machines first: their partitions are defined before them.
            var machines = await phyp.Ask<MachinesReply>(new GetMachines(), AnswerLimit).ConfigureAwait(false);
            var partitions = await phyp.Ask<PartitionsReply>(new GetPartitions(), AnswerLimit).ConfigureAwait(false);
            var active = await phyp.Ask<ActivationsReply>(new GetActivations(), AnswerLimit).ConfigureAwait(false);
            var known = new MachinesKnown(partitions, machines, command, asker, "")
            {
                ToRun = active.Activations.Select(activation => activation.Client).ToHashSet(),
            };
            return command is GetMachines
                ? known with { Ended = OrphanedMachines.End(settings, machines.Machines.Select(machine => machine.Client).ToHashSet()) }
                : known;
        }
    }

    private void Take(MachinesKnown known)
    {
        if (known.Machines is not { } machines)
        {
            known.Asker.Tell(new Rejected(RejectionCode.Busy, $"The hypervisor does not say which machines it has: {known.Problem}"));
            if (known.Command is GetMachines)
                Timers.StartSingleTimer(nameof(ProvideMachines), new ProvideMachines(_environment!), RetryInterval);
            return;
        }

        foreach (var orphan in known.Ended)
            Context.GetLogger().Warning("Ended a machine that nobody can command: {0}.", orphan);
        BeginImages(known.Partitions!.Cec);
        foreach (var machine in machines.Machines)
        {
            if (_machines.TryGetValue(machine.Client, out var actor))
            {
                actor.Tell(new DefineMachine(machine));
                continue;
            }

            if (known.Partitions!.Partitions.FirstOrDefault(partition => partition.Id == machine.Client) is not { } partition)
                continue;
            var (name, phyp, environment) = (partition.Name, _phyp, _environment!);
            actor = _machines[machine.Client] = Context.ActorOf(
                Props.Create(() => new QemuLparActor(machine, name, phyp, environment)), $"lpar-{machine.Client}");
            actor.Tell(new AdoptMachine(known.ToRun.Contains(machine.Client)), ActorRefs.NoSender);
        }

        if (known.Command is not IMachineCommand command)
            known.Asker.Tell(Ok.Instance);
        else if (_machines.TryGetValue(command.Client, out var addressed))
            addressed.Tell(command, known.Asker);
        else
            known.Asker.Tell(new Rejected(RejectionCode.NotFound, $"Partition {command.Client} is no virtual machine of this CEC."));
    }

    /// <summary>After the hidden machines of a former life were ended.</summary>
    private void BeginImages(CecId cec)
    {
        if (!_machineImages.IsNobody() || _images is not { } images)
            return;
        var (phyp, environment) = (_phyp, _environment!);
        _machineImages = Context.ActorOf(Props.Create(() => new MachineImagesActor(cec, phyp, environment, images)), "machine-images");
    }

    private static async Task<Ok> EndMachinesAsync(IReadOnlyList<KeyValuePair<PartitionId, IActorRef>> machines)
    {
        await Task.WhenAll(machines.Select(machine => machine.Value.Ask<MachineReport>(
            new ShutDownMachine(machine.Key, false) { StaysActivated = true }))).ConfigureAwait(false);
        return Ok.Instance;
    }

    /// <summary>What PHYP has, and what was to be done with it.</summary>
    private sealed record MachinesKnown(
        PartitionsReply? Partitions, MachinesReply? Machines, object Command, IActorRef Asker, string Problem)
        : INoSerializationVerificationNeeded
    {
        public IReadOnlySet<PartitionId> ToRun { get; init; } = new HashSet<PartitionId>();

        /// <summary>Machines of a former life that were ended.</summary>
        public IReadOnlyList<string> Ended { get; init; } = [];
    }
}
