using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scsi.Luns;

namespace VioActors.Actors.Cec;

/// <summary>
/// Built-in partitions. Those that were started by hand are noted with the definitions, and boot again whenever the CEC starts.
/// </summary>
public sealed partial class CecActor
{
    private static readonly TimeSpan PathLimit = TimeSpan.FromMinutes(1);

    private static readonly ViosEventKind[] EveryEvent =
        [ViosEventKind.Failure, ViosEventKind.Reboot, ViosEventKind.PowerDown, ViosEventKind.Exception];

    private readonly Dictionary<PartitionId, IActorRef> _guests = [];
    private readonly Dictionary<IActorRef, IActorRef> _ending = [];
    private int _startedGuests;

    private void ReceiveGuests()
    {
        Receive<StartLpar>(start => Sender.Tell(new LparStarted(Start(start.Definition))));
        Receive<FindLpar>(find => Sender.Tell(_guests.TryGetValue(find.Partition, out var lpar)
            ? new LparStarted(lpar)
            : new Rejected(RejectionCode.NotFound, $"Partition {find.Partition} does not run on this machine.")));
        Receive<BootGuest>(boot =>
        {
            var asker = Sender;
            PrepareAsync(_phyp, boot, asker).PipeTo(Self, failure: cause => new GuestPrepared(
                null, new Rejected(RejectionCode.Busy, $"Partition {boot.Client} does not boot: {cause.Message}"), asker));
        });
        Receive<GuestPrepared>(Take);
        Receive<EndGuest>(End);
        Receive<RestoreGuests>(_ => FindGuestsAsync(_phyp).PipeTo(Self, failure: cause => new GuestsFound(null, cause.Message)));
        Receive<GuestsFound>(Restore);
        Receive<Terminated>(ended =>
        {
            if (_ending.Remove(ended.ActorRef, out var asker))
                asker.Tell(Ok.Instance);
        });
    }

    private IActorRef Start(LparDefinition definition)
    {
        var id = definition.Partition.Id;
        if (_guests.TryGetValue(id, out var running))
            return running;

        // The name of one that was ended is free only some time after its end.
        var (phyp, name) = (_phyp, $"lpar-{id}");
        return _guests[id] = Context.ActorOf(
            Props.Create(() => new LparActor(definition, phyp)),
            Context.Child(name).IsNobody() ? name : $"{name}-{++_startedGuests}");
    }

    private void Take(GuestPrepared prepared)
    {
        if (prepared.Definition is { } definition)
        {
            prepared.Asker.Tell(new LparStarted(Start(definition)));
            return;
        }

        Context.GetLogger().Warning("{0}", prepared.Problem!.Reason);
        prepared.Asker.Tell(prepared.Problem);
    }

    private void End(EndGuest end)
    {
        _phyp.Tell(new NoteDeactivated(end.Client), ActorRefs.NoSender);
        if (!_guests.Remove(end.Client, out var lpar))
        {
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Partition {end.Client} does not run on this machine."));
            return;
        }

        _ending[lpar] = Sender;
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

        foreach (var (guest, _) in found.Guests.Where(guest => guest.IsServed && !_guests.ContainsKey(guest.Activation.Client)))
            Self.Tell(new BootGuest(guest.Client, guest.Guest!), ActorRefs.NoSender);

        // Its disk fails a guest for which no VIOS comes in time: it does not boot before there is one.
        if (found.Guests.Any(guest => !guest.IsServed))
            Timers.StartSingleTimer(nameof(RestoreGuests), RestoreGuests.Instance, RetryInterval);
    }

    private static async Task<GuestsFound> FindGuestsAsync(IActorRef phyp)
    {
        var reply = await phyp.Ask<ActivationsReply>(new GetActivations(), AnswerLimit).ConfigureAwait(false);
        var guests = new List<(PartitionActivation, bool)>();
        foreach (var activation in reply.Activations.Where(activation => activation.Guest is not null))
        {
            var served = await phyp.Ask<ClientServed>(new FindWhetherServed(activation.Client), AnswerLimit).ConfigureAwait(false);
            guests.Add((activation, served.IsServed));
        }

        return new GuestsFound(guests, "");
    }

    /// <summary>Every adapter of the partition is a path to its disk. It is noted before it boots.</summary>
    private static async Task<GuestPrepared> PrepareAsync(IActorRef phyp, BootGuest boot, IActorRef asker)
    {
        var known = await phyp.Ask<PartitionsReply>(new GetPartitions(), AnswerLimit).ConfigureAwait(false);
        var partition = known.Partitions.FirstOrDefault(one => one.Id == boot.Client && one.Kind == PartitionKind.Client);
        var slots = known.Pairs.Where(pair => pair.Client == boot.Client).Select(pair => pair.ClientSlot).ToList();
        if (partition is null || slots.Count == 0)
        {
            return new GuestPrepared(null, new Rejected(
                RejectionCode.WrongStatus, $"Partition {boot.Client} is no client partition with an adapter; dlpar gives it one."), asker);
        }

        var noted = await phyp.Ask<IReply>(new NoteActivated(new PartitionActivation(boot.Client, boot.Load)), AnswerLimit)
            .ConfigureAwait(false);
        if (noted is Rejected refused)
            return new GuestPrepared(null, refused, asker);
        var fibreChannel = (await phyp.Ask<VirtualFcFound>(new GetVirtualFc(), AnswerLimit).ConfigureAwait(false)).Adapters
            .Where(adapter => adapter.Pair.Client == boot.Client).Select(adapter => adapter.Pair.ClientSlot).ToList();
        var workload = new WorkloadDefinition(
            LunAddress.Encode(boot.Load.Lun), boot.Load.BlockCount, boot.Load.RatePerSecond, boot.Client.Value, PathLimit);
        var definition = new LparDefinition(partition, slots.Except(fibreChannel).ToValueList(), workload, [.. EveryEvent])
        {
            FcSlots = fibreChannel.ToValueList(),
        };
        return new GuestPrepared(definition, null, asker);
    }

    private sealed record GuestPrepared(LparDefinition? Definition, Rejected? Problem, IActorRef Asker)
        : INoSerializationVerificationNeeded;

    private sealed record GuestsFound(IReadOnlyList<(PartitionActivation Activation, bool IsServed)>? Guests, string Problem)
        : INoSerializationVerificationNeeded;

    private sealed record RestoreGuests
    {
        public static RestoreGuests Instance { get; } = new();
    }
}

/// <summary>
/// Boots a built-in guest in a partition, now and whenever the CEC starts. Answered with <see cref="LparStarted"/> or
/// <see cref="Rejected"/>; one that runs already is left alone.
/// </summary>
public sealed record BootGuest(PartitionId Client, GuestLoad Load) : INoSerializationVerificationNeeded;

/// <summary>
/// Ends a built-in partition; it does not boot again by itself. Answered with <see cref="Ok"/> or <see cref="Rejected"/>.
/// </summary>
public sealed record EndGuest(PartitionId Client) : INoSerializationVerificationNeeded;
