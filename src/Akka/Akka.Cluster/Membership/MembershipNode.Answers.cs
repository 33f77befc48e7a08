using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <content>What comes back.</content>
internal sealed partial class MembershipNode
{
    /// <summary>A statement was carried out, at some time between its call and now.</summary>
    public void Answered(long number, MembershipAnswer answer, long now)
    {
        if (!_calls.Remove(number, out var call))
            return;
        if (_phase == Phase.Ended)
            return;

        switch (call.Statement)
        {
            case JoinStatement:
                OnJoin(call, answer, now);
                break;
            case RenewStatement renew:
                OnRenew(renew, answer);
                break;
            case LeaveStatement or DownStatement or DepartStatement:
                OnWish(call.Statement, answer, now);
                break;
        }

        if (_phase == Phase.Member)
            Learn(answer, now);
        _output.ValidUntil(_keeper.ValidUntil());
    }

    /// <summary>There is no answer, and perhaps never will be; the statement may have been carried out or still be.</summary>
    public void Failed(long number, long now)
    {
        if (!_calls.Remove(number, out var call) || _phase == Phase.Ended)
            return;
        if (call.Statement is RenewStatement renew)
            _lastRenewalFailed = Math.Max(_lastRenewalFailed, renew.Sequence);
        Tick(now);
    }

    /// <summary>Another member asks for support; returns what to answer, or <c>null</c>.</summary>
    public SupportAnswer? Received(SupportRequest request, long now)
    {
        // Who is not in the table any more may have been voted about; that is forgotten.
        if (_phase != Phase.Member || _departing || Table.Find(request.No) is not { IsPresent: true })
            return null;
        return new SupportAnswer(No, request.AskedAt, _supporter.Ask(request.No, request.LeaseEnd, now));
    }

    /// <summary>Another member gives or refuses its support.</summary>
    public void Received(SupportAnswer answer, long now)
    {
        if (answer.DurationMs <= 0 || answer.AskedAt > now || answer.DurationMs > SupportMsMax)
            return;
        _keeper.Supported(answer.By, answer.AskedAt, answer.DurationMs);
        _output.ValidUntil(_keeper.ValidUntil());
    }

    /// <summary>Longer promises than this are not believed.</summary>
    private const long SupportMsMax = 60_000;

    private void OnJoin(Call call, MembershipAnswer answer, long now)
    {
        if (_phase != Phase.Joining)
            return;
        switch (answer.Result)
        {
            case StatementResult.Ok or StatementResult.NoOp:
                No = answer.No;
                _quorum = [No];
                _phase = Phase.Member;
                _keeper.Joined(No, call.SentAt, answer.LeaseEnd);
                _nextRenewAt = _nextPollAt = now;
                break;
            case StatementResult.NotMember:
                End(answer.Reason);
                break;
            default:
                _output.Refused(answer.Reason);
                break;
        }
    }

    private void OnRenew(RenewStatement renew, MembershipAnswer answer)
    {
        _lastRenewalAnswered = Math.Max(_lastRenewalAnswered, renew.Sequence);
        switch (answer.Result)
        {
            case StatementResult.Ok:
                _keeper.Renewed(renew.Sequence, answer.LeaseEnd);
                break;
            case StatementResult.NoOp:
                _keeper.Superseded(renew.Sequence);
                break;
            default:
                End(answer.Reason);
                break;
        }
    }

    private void OnWish(MembershipStatement wish, MembershipAnswer answer, long now)
    {
        var original = _wishes.FirstOrDefault(candidate => Same(candidate, wish));
        if (original is not null)
            _wishes.Remove(original);
        if (answer.Result is StatementResult.Rejected or StatementResult.NotMember)
            _output.WishRejected(wish, answer.Reason);
        else if (wish is DepartStatement)
            End("it left");
        else
            Wake(now);
    }

    /// <summary>What every answer tells about the others.</summary>
    private void Learn(MembershipAnswer answer, long now)
    {
        if (answer.Table is { } table && table.Version > Table.Version)
            Take(table, now);
        else if (answer.Version > Table.Version)
            Wake(now);
        if (_phase != Phase.Member)
            return;
        GiveUp(answer.Lapses, now);
        AdvanceIfDue(now);
        Tick(now);
    }

    private void Take(MembershipTable table, long now)
    {
        var before = Table;
        Table = table;
        var quorum = table.Present.Where(row => row.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting)
            .Select(row => row.No).Append(No).Distinct().Order().ToImmutableArray();
        if (!quorum.SequenceEqual(_quorum))
        {
            // At once: if this member died before its row names them, the others would have to wait until no support could carry it.
            _quorum = quorum;
            _nextRenewAt = now;
        }

        _supporter.Keep(table.Present.Select(row => row.No).ToHashSet());
        _output.TableChanged(before, table);
        if (table.Find(No) is not { } self)
            End("the table has no row of it any more");
        else if (!self.IsLive)
            End(self.Status == MemberStatus.Down ? "it was shut out" : "it was removed");
    }

    /// <summary>
    /// A database that is read and takes no writes shows every lease as run out: whoever cannot renew its own gives nobody up, because that
    /// is for good, could not be stored, and would take from a member the support that carries it until the database takes writes again
    /// (RED-5). To give up later is always safe.
    /// </summary>
    private void GiveUp(ImmutableArray<Lapse> lapses, long now)
    {
        if (now < _nextVoteAt || IsUnderWay<VoteStatement>() || _lastRenewalFailed > _lastRenewalAnswered)
            return;
        var votes = _supporter.Vote(lapses, No, now);
        if (votes.Length == 0)
            return;
        _nextVoteAt = now + (_times.PollMs / 2);
        Execute(new VoteStatement(No, votes, _identity.Minima), now);
    }

    /// <summary>The member with the lowest number acts at once; the others if nothing has happened after a while.</summary>
    private void AdvanceIfDue(long now)
    {
        if (!TableDecisions.IsAdvanceDue(Table, _identity.Minima))
        {
            _nextAdvanceAt = long.MaxValue;
            return;
        }

        if (_nextAdvanceAt == long.MaxValue)
            _nextAdvanceAt = Table.Present.First().No == No ? now : now + (2 * _times.PollMs);
        if (now < _nextAdvanceAt || IsUnderWay<AdvanceStatement>())
            return;
        _nextAdvanceAt = now + (2 * _times.PollMs);
        Execute(new AdvanceStatement(No, _identity.Minima), now);
    }

    private void End(string reason)
    {
        if (_phase == Phase.Ended)
            return;
        _phase = Phase.Ended;
        _keeper.End();
        _output.ValidUntil(_keeper.ValidUntil());
        _output.Ended(reason);
    }

    private static bool Same(MembershipStatement wish, MembershipStatement sent) => (wish, sent) switch
    {
        (LeaveStatement a, LeaveStatement b) => a.Address.Equals(b.Address),
        (DownStatement a, DownStatement b) => a.Address.Equals(b.Address),
        (DepartStatement, DepartStatement) => true,
        _ => false,
    };
}
