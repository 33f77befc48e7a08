using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scsi.Luns;

namespace VioActors.Actors.Cec;

/// <summary>
/// Built-in partitions. Those that were started by hand are noted with the definitions, and boot again whenever the CEC starts.
/// <para>A partition: ended → being booted → runs → being ended → ended. One of these at a time: what comes between is refused.</para>
/// </summary>
public sealed partial class CecActor
{
    private static readonly TimeSpan PathLimit = TimeSpan.FromMinutes(1);

    private static readonly ViosEventKind[] EveryEvent =
        [ViosEventKind.Failure, ViosEventKind.Reboot, ViosEventKind.PowerDown, ViosEventKind.Exception];

    private readonly Dictionary<PartitionId, IActorRef> _guests = [];
    private readonly HashSet<PartitionId> _preparing = [];
    private readonly Dictionary<IActorRef, (PartitionId Client, IActorRef Asker)> _ending = [];
    private int _startedGuests;

    /// <summary>How often somebody wanted a partition to end: what was found out before may be wrong since.</summary>
    private int _ends;

    private void ReceiveGuests()
    {
        Receive<StartLpar>(start => Sender.Tell(Start(start.Definition)));
        Receive<FindLpar>(find => Sender.Tell(_guests.TryGetValue(find.Partition, out var lpar)
            ? new LparStarted(lpar)
            : new Rejected(RejectionCode.NotFound, $"Partition {find.Partition} does not run on this machine.")));
        Receive<BootGuest>(boot => Prepare(boot, Sender));
        Receive<GuestPrepared>(Take);
        Receive<EndGuest>(End);
        Receive<RestoreGuests>(_ =>
        {
            var ends = _ends;
            FindGuestsAsync(_phyp).PipeTo(
                Self, success: found => new GuestsFound(found, "", ends), failure: cause => new GuestsFound(null, cause.Message, ends));
        });
        Receive<GuestsFound>(Restore);
        Receive<Terminated>(ended =>
        {
            if (_ending.Remove(ended.ActorRef, out var end))
                end.Asker.Tell(Ok.Instance);
        });
    }

    private object Start(LparDefinition definition)
    {
        var id = definition.Partition.Id;
        if (_guests.TryGetValue(id, out var running))
            return new LparStarted(running);
        if (FindTransition(id) is { } refused)
            return refused;

        // The name of one that was ended is free only some time after its end.
        var (phyp, name) = (_phyp, $"lpar-{id}");
        var lpar = _guests[id] = Context.ActorOf(
            Props.Create(() => new LparActor(definition, phyp)),
            Context.Child(name).IsNobody() ? name : $"{name}-{++_startedGuests}");

        // Whoever hears that it runs may ask the hypervisor for something about it at once: that knows it by then.
        phyp.Tell(new AttachLpar(id), lpar);
        return new LparStarted(lpar);
    }

    private void Prepare(BootGuest boot, IActorRef asker)
    {
        var client = boot.Client;
        if (FindTransition(client) is { } refused)
        {
            asker.Tell(refused);
            return;
        }

        _preparing.Add(client);
        PrepareAsync(_phyp, boot).PipeTo(
            Self, success: prepared => new GuestPrepared(client, prepared, asker),
            failure: cause => new GuestPrepared(
                client, new Rejected(RejectionCode.Busy, $"Partition {client} does not boot: {cause.Message}"), asker));
    }

    /// <summary>Why nothing can be done with a partition now: it is on its way from one state to another.</summary>
    private Rejected? FindTransition(PartitionId client) =>
        _preparing.Contains(client) ? Busy(client, "booted")
        : _ending.Values.Any(end => end.Client == client) ? Busy(client, "ended")
        : null;

    private static Rejected Busy(PartitionId client, string how) =>
        new(RejectionCode.Busy, $"Partition {client} is being {how}; try again when that is done.");

    private void Take(GuestPrepared prepared)
    {
        _preparing.Remove(prepared.Client);
        var answer = prepared.Outcome is LparDefinition definition ? Start(definition) : prepared.Outcome;
        if (answer is Rejected refused)
        {
            Context.GetLogger().Warning("{0}", refused.Reason);

            // Nobody asked for it but this CEC, which boots what was active: it goes on trying.
            if (prepared.Asker.IsNobody() && refused.Code == RejectionCode.Busy)
                Timers.StartSingleTimer(nameof(RestoreGuests), RestoreGuests.Instance, RetryInterval);
        }

        prepared.Asker.Tell(answer);
    }

    private void End(EndGuest end)
    {
        if (FindTransition(end.Client) is { } refused)
        {
            Sender.Tell(refused);
            return;
        }

        _ends++;
        _phyp.Tell(new NoteDeactivated(end.Client), ActorRefs.NoSender);
        if (!_guests.Remove(end.Client, out var lpar))
        {
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Partition {end.Client} does not run on this machine."));
            return;
        }

        _ending[lpar] = (end.Client, Sender);
        Context.Watch(lpar);
        Context.Stop(lpar);
    }

    private void Restore(GuestsFound found)
    {
        if (found.Guests is null)
        {
            Context.GetLogger().Warning("Which partitions are to boot is not known yet: {0}.", found.Problem);
            Timers.StartSingleTimer(nameof(RestoreGuests), RestoreGuests.Instance, RetryInterval);
            return;
        }

        if (found.Ends != _ends)
        {
            Self.Tell(RestoreGuests.Instance, ActorRefs.NoSender);
            return;
        }

        foreach (var (guest, _) in found.Guests.Where(guest => guest.IsServed && !_guests.ContainsKey(guest.Activation.Client)))
            Prepare(new BootGuest(guest.Client, guest.Guest!), ActorRefs.Nobody);

        // Its disk fails a guest for which no VIOS comes in time: it does not boot before there is one.
        if (found.Guests.Any(guest => !guest.IsServed))
            Timers.StartSingleTimer(nameof(RestoreGuests), RestoreGuests.Instance, RetryInterval);
    }

    private static async Task<IReadOnlyList<(PartitionActivation, bool)>> FindGuestsAsync(IActorRef phyp)
    {
        var reply = await phyp.Ask<ActivationsReply>(new GetActivations(), AnswerLimit).ConfigureAwait(false);
        var guests = new List<(PartitionActivation, bool)>();
        foreach (var activation in reply.Activations.Where(activation => activation.Guest is not null))
        {
            var served = await phyp.Ask<ClientServed>(new FindWhetherServed(activation.Client), AnswerLimit).ConfigureAwait(false);
            guests.Add((activation, served.IsServed));
        }

        return guests;
    }

    /// <summary>Every adapter of the partition is a path to its disk. It is noted before it boots.</summary>
    /// <returns>What it is, or a <see cref="Rejected"/>.</returns>
    private static async Task<object> PrepareAsync(IActorRef phyp, BootGuest boot)
    {
        var known = await phyp.Ask<PartitionsReply>(new GetPartitions(), AnswerLimit).ConfigureAwait(false);
        var partition = known.Partitions.FirstOrDefault(one => one.Id == boot.Client && one.Kind == PartitionKind.Client);
        var slots = known.Pairs.Where(pair => pair.Client == boot.Client).Select(pair => pair.ClientSlot).ToList();
        if (partition is null || slots.Count == 0)
        {
            return new Rejected(
                RejectionCode.WrongStatus, $"Partition {boot.Client} is no client partition with an adapter; dlpar gives it one.");
        }

        var noted = await phyp.Ask<IReply>(new NoteActivated(new PartitionActivation(boot.Client, boot.Load)), AnswerLimit)
            .ConfigureAwait(false);
        if (noted is Rejected refused)
            return refused;
        var fibreChannel = (await phyp.Ask<VirtualFcFound>(new GetVirtualFc(), AnswerLimit).ConfigureAwait(false)).Adapters
            .Where(adapter => adapter.Pair.Client == boot.Client).Select(adapter => adapter.Pair.ClientSlot).ToList();
        var workload = new WorkloadDefinition(
            LunAddress.Encode(boot.Load.Lun), boot.Load.BlockCount, boot.Load.RatePerSecond, boot.Client.Value, PathLimit);
        return new LparDefinition(partition, slots.Except(fibreChannel).ToValueList(), workload, [.. EveryEvent])
        {
            FcSlots = fibreChannel.ToValueList(),
        };
    }

    /// <param name="Outcome">Its definition, or why it cannot boot.</param>
    private sealed record GuestPrepared(PartitionId Client, object Outcome, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record GuestsFound(
        IReadOnlyList<(PartitionActivation Activation, bool IsServed)>? Guests, string Problem, int Ends)
        : INoSerializationVerificationNeeded;

    private sealed record RestoreGuests
    {
        public static RestoreGuests Instance { get; } = new();
    }
}

/// <summary>
/// Boots a built-in guest in a partition, now and whenever the CEC starts. Answered with <see cref="LparStarted"/> or
/// <see cref="Rejected"/>, also while it is being booted or ended; one that runs already is left alone.
/// </summary>
public sealed record BootGuest(PartitionId Client, GuestLoad Load) : INoSerializationVerificationNeeded;

/// <summary>
/// Ends a built-in partition; it does not boot again by itself. Answered with <see cref="Ok"/> when it has ended, or with
/// <see cref="Rejected"/>.
/// </summary>
public sealed record EndGuest(PartitionId Client) : INoSerializationVerificationNeeded;
