using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Memory;

/// <summary>
/// Keeps account of the CEC's memory and lends what frozen partitions do not use (NPV-9). One for each PHYP, made and supervised by it.
/// <para>A partition: assigned → lends (frozen) → is given back (each loan returned, or taken after the limit) → assigned.</para>
/// Guarantee: a partition goes on only with all of its memory; a borrower that does not answer cannot hold it up.
/// </summary>
internal sealed class MemoryKeeperActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);

    private readonly IActorRef _definitions;
    private readonly TimeSpan _returnLimit;
    private readonly MemoryAccount _account;
    private readonly Dictionary<PartitionId, IActorRef> _lpars = [];
    private readonly SortedDictionary<PartitionId, IActorRef> _reclaiming = [];
    private readonly HashSet<PartitionId> _frozen = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _self = Context.Self;
    private long _taken;

    public MemoryKeeperActor(IActorRef definitions, PhypSettings settings)
    {
        (_definitions, _returnLimit) = (definitions, settings.MemoryReturnLimit);
        _account = new MemoryAccount(settings.MemoryMebibytes);
        Receive<AttachLpar>(Attach);
        Receive<ProfileFound>(Assign);
        Receive<Terminated>(Forget);
        Receive<LendMemory>(lend =>
        {
            _frozen.Add(lend.Client);
            _account.BeginLending(lend.Client);
        });
        Receive<BorrowMemory>(Borrow);
        Receive<ReturnMemory>(back =>
        {
            _account.Return(back.Number);
            AnswerReady();
        });
        Receive<ReclaimMemory>(Reclaim);
        Receive<ReturnOverdue>(overdue => Take(overdue.Client));
        Receive<GetMemoryFigures>(_ => Sender.Tell(Report()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Attach(AttachLpar attach)
    {
        if (_lpars.TryGetValue(attach.Client, out var known))
        {
            if (known.Equals(Sender))
                return;

            // Its end is told later than the beginning of the next one.
            Leave(attach.Client);
        }

        _lpars[attach.Client] = Sender;
        Context.Watch(Sender);
        var (client, self) = (attach.Client, _self);
        _definitions.Ask<ProfilesReply>(new GetProfiles(), AskLimit).PipeTo(
            self,
            success: reply => new ProfileFound(
                reply.Profiles.FirstOrDefault(profile => profile.Client == client) ?? ProfileDecisions.Default(client)),
            failure: _ => new ProfileFound(ProfileDecisions.Default(client)));
    }

    private void Assign(ProfileFound found)
    {
        var client = found.Profile.Client;
        if (!_lpars.ContainsKey(client))
            return;
        if (!_account.Assign(client, found.Profile.MemoryMebibytes))
        {
            _log.Error("Partition {0} has no memory: it wants {1} MiB and {2} are free.", client, found.Profile.MemoryMebibytes,
                _account.FreeMebibytes);
        }
        else if (_frozen.Contains(client) && !_reclaiming.ContainsKey(client))
        {
            _account.BeginLending(client);
        }
    }

    private void Forget(Terminated ended)
    {
        foreach (var (client, _) in _lpars.Where(lpar => lpar.Value.Equals(ended.ActorRef)).ToList())
            Leave(client);
    }

    private void Leave(PartitionId client)
    {
        _lpars.Remove(client);
        _frozen.Remove(client);
        foreach (var loan in _account.Remove(client))
            Tell(loan);
        AnswerReady();
    }

    private void Borrow(BorrowMemory borrow)
    {
        if (borrow.Mebibytes < 1)
            Sender.Tell(new Rejected(RejectionCode.Invalid, $"Cannot lend {borrow.Mebibytes} MiB: that is no amount."));
        else if (_account.Borrow(borrow.Client, borrow.Mebibytes) is { } loans)
            Sender.Tell(new MemoryBorrowed(loans.ToValueList()));
        else
            Sender.Tell(new Rejected(
                RejectionCode.SpaceExhausted,
                $"Cannot lend {borrow.Mebibytes} MiB to partition {borrow.Client}: frozen partitions have {_account.LendableMebibytes}, "
                    + "and who borrows must run."));
    }

    private void Reclaim(ReclaimMemory reclaim)
    {
        _frozen.Remove(reclaim.Client);
        var loans = _account.EndLending(reclaim.Client);
        if (loans.Count == 0)
        {
            Sender.Tell(new MemoryBack(reclaim.Client));
            return;
        }

        _reclaiming[reclaim.Client] = Sender;
        foreach (var loan in loans)
            Tell(loan);
        Timers.StartSingleTimer((nameof(ReturnOverdue), reclaim.Client), new ReturnOverdue(reclaim.Client), _returnLimit);
    }

    private void Tell(MemoryLoan loan)
    {
        if (_lpars.TryGetValue(loan.Borrower, out var borrower))
            borrower.Tell(new MemoryWanted(loan));
    }

    private void Take(PartitionId client)
    {
        foreach (var loan in _account.EndLending(client))
        {
            _taken++;
            _account.Return(loan.Number);
            _log.Warning("{0} MiB that partition {1} had of partition {2} are taken back.", loan.Mebibytes, loan.Borrower, client);
        }

        AnswerReady();
    }

    private void AnswerReady()
    {
        foreach (var (client, asker) in _reclaiming.ToList())
        {
            if (_account.Loans.Any(loan => loan.Lender == client))
                continue;
            _reclaiming.Remove(client);
            Timers.Cancel((nameof(ReturnOverdue), client));
            asker.Tell(new MemoryBack(client));
        }
    }

    private MemoryFigures Report() => new(
        _account.Mebibytes, _account.FreeMebibytes, _account.LendableMebibytes,
        _lpars.Keys.Order().Select(client => new PartitionMemory(client, _account.AssignedTo(client), _account.UsableBy(client)))
            .ToValueList(),
        _account.Loans.ToValueList(), _taken);

    private sealed record ProfileFound(PartitionProfile Profile);

    private sealed record ReturnOverdue(PartitionId Client);
}
