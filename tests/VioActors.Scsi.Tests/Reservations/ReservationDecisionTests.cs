using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;

namespace VioActors.Scsi.Tests.Reservations;

/// <summary>
/// Reservations by scripts. A, B, C are nexuses; <c>A+1</c> registers key 1, <c>A-</c> unregisters, <c>A!5</c> reserves type 5, <c>A~5</c>
/// releases,
/// <c>A*</c> clears, <c>A&gt;2:5</c> preempts key 2 with type 5, <c>A^2:5</c> preempts and aborts, <c>A=B:9</c> moves to B with key 9,
/// <c>A{</c> RESERVE, <c>A}</c> RELEASE, <c>A?</c> is lost, <c>#</c> resets. Expected: reply, or the attentions and aborts, then the state.
/// </summary>
[Trait("Req", "IO-2")]
public sealed class ReservationDecisionTests
{
    private ReservationState _state = ReservationState.Empty;

    [Theory]
    [InlineData("A+1", "A1")]
    [InlineData("A+1 A+1", "A1")] // the key as it is: with the right old key
    [InlineData("A+1 A-", "")]
    [InlineData("A-", "")] // nothing to unregister
    [InlineData("A+1 B+2 A-", "B2")]
    [InlineData("A+1 A!1", "A1 A:1")]
    [InlineData("A+1 A!1 A!1", "A1 A:1")]
    [InlineData("A+1 A!1 A!3=Conflict", "A1 A:1")]
    [InlineData("A+1 B+2 A!1 B!1=Conflict", "A1 B2 A:1")]
    [InlineData("A!1=Conflict", "")]
    [InlineData("A+1 A!7 ", "A1 *:7")]
    [InlineData("A+1 B+2 A!7 B!7", "A1 B2 *:7")]
    [InlineData("A+1 B+2 A!7 B!8=Conflict", "A1 B2 *:7")]
    [InlineData("A+1 A!1 A~1", "A1")]
    [InlineData("A+1 A!1 A~3=InvalidRelease", "A1 A:1")]
    [InlineData("A+1 B+2 A!1 B~1", "A1 B2 A:1")] // not its reservation: nothing happens
    [InlineData("A+1 B+2 A!5 A~5=B:2A04", "A1 B2")]
    [InlineData("A+1 B+2 A!1 A~1", "A1 B2")] // exclusive types tell nobody
    [InlineData("A+1 B+2 A!8 B~8=A:2A04", "A1 B2")]
    [InlineData("A+1 B+2 A!5 A-=B:2A04", "B2")]
    [InlineData("A+1 B+2 A!6 A-=B:2A04", "B2")]
    [InlineData("A+1 B+2 A!1 A-", "B2")]
    [InlineData("A+1 B+2 A!7 A-", "B2 *:7")]
    [InlineData("A+1 B+2 A!7 A- B-", "")]
    [InlineData("A+1 B+2 A!3 B*=A:2A03", "")]
    [InlineData("A+1 B*=Conflict", "A1")]
    [InlineData("A+1 B+2 A>2:1=B:2A05", "A1")]
    [InlineData("A+1 B+2 C+2 A>2:1=B:2A05,C:2A05", "A1")]
    [InlineData("A+1 B+2 A>9:1=Conflict", "A1 B2")]
    [InlineData("A+1 B+2 A>0:1=InvalidParameter", "A1 B2")]
    [InlineData("A+1 B+2 B!3 A>2:1=B:2A05", "A1 A:1")]
    [InlineData("A+1 B+2 C+3 B!5 A>2:1=B:2A05,C:2A04", "A1 C3 A:1")]
    [InlineData("A+1 B+2 C+3 B!5 A>2:5=B:2A05", "A1 C3 A:5")]
    [InlineData("A+1 B+2 C+3 B!5 A>3:1=C:2A05", "A1 B2 B:5")] // not the holder: the reservation stays
    [InlineData("A+1 B+2 C+3 B!7 A>0:3=B:2A05,C:2A05", "A1 A:3")]
    [InlineData("A+1 B+2 C+3 B!7 A>3:3=C:2A05", "A1 B2 *:7")]
    [InlineData("A+1 A!1 A>1:3", "A1 A:3")] // of oneself: the type changes
    [InlineData("B>1:1=Conflict", "")]
    [InlineData("A+1 B+2 B!3 A^2:1=B:2A05,abort:B", "A1 A:1")]
    [InlineData("A+1 B+2 A^2:1=B:2A05,abort:B", "A1")]
    [InlineData("A+1 A!1 A=B:9", "A1 B9 B:1")]
    [InlineData("A+1 B+2 A!1 A=B:9", "A1 B9 B:1")]
    [InlineData("A+1 A=B:9=Conflict", "A1")] // holds nothing
    [InlineData("A+1 A!7 A=B:9=Conflict", "A1 *:7")]
    [InlineData("A+1 A!1 A=A:9=InvalidParameter", "A1 A:1")]
    [InlineData("A+1 A!1 A=B:0=InvalidParameter", "A1 A:1")]
    [InlineData("A{", "{A")]
    [InlineData("A{ A{", "{A")]
    [InlineData("A{ B{=Conflict", "{A")]
    [InlineData("A{ B}", "{A")]
    [InlineData("A{ A} B{", "{B")]
    [InlineData("A{ A?", "")]
    [InlineData("A{ B?", "{A")]
    [InlineData("A{ #", "")]
    [InlineData("A{ A+1=Conflict", "{A")]
    [InlineData("A+1 A{=Conflict", "A1")]
    [InlineData("A+1 B{=Conflict", "A1")]
    [InlineData("A+1 A!1 A? #", "A1 A:1")] // persistent is what it is
    public void Scripts(string script, string expected)
    {
        foreach (var step in script.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Step(step);
        }

        Assert.Equal(expected, Describe());
    }

    [Fact]
    public void Register_needs_the_old_key_unless_it_ignores_it()
    {
        Step("A+1");
        Assert.Equal(ReservationReply.Conflict, Decide(new ReservationCommand.Register(Nexus('A'), 7, 2, false, false)).Reply);
        Assert.Equal(ReservationReply.Conflict, Decide(new ReservationCommand.Register(Nexus('B'), 7, 2, false, false)).Reply);
        Assert.Equal(ReservationReply.Done, Decide(new ReservationCommand.Register(Nexus('A'), 7, 2, true, false)).Reply);
        Assert.Equal("A2", Describe());
    }

    [Fact]
    public void A_key_change_keeps_the_reservation()
    {
        Step("A+1");
        Step("A!3");
        Decide(new ReservationCommand.Register(Nexus('A'), 1, 2, false, false));
        Assert.Equal("A2 A:3", Describe());
    }

    [Fact]
    public void The_generation_counts_changes_of_registrations_only()
    {
        foreach (var (step, generation) in new[]
        {
            ("A+1", 1u), ("A!1", 1u), ("A~1", 1u), ("B+2", 2u), ("A>9:1=Conflict", 2u), ("A>2:1=B:2A05", 3u), ("A*", 4u), ("A-", 4u),
        })
        {
            Step(step);
            Assert.Equal(generation, _state.Generation);
        }
    }

    [Fact]
    public void Aptpl_is_that_of_the_last_register()
    {
        Decide(new ReservationCommand.Register(Nexus('A'), 0, 1, false, true));
        Assert.True(_state.PersistsThroughPowerLoss);
        Decide(new ReservationCommand.Register(Nexus('B'), 0, 1, false, false));
        Assert.False(_state.PersistsThroughPowerLoss);
    }

    [Fact]
    public void Registrations_are_bounded()
    {
        for (var i = 0; i < ReservationState.RegistrationsMax; i++)
        {
            var command = new ReservationCommand.Register(new NexusIdentity("n", (ulong)i, 1), 0, 1, false, false);
            Assert.Equal(ReservationReply.Done, Decide(command).Reply);
        }

        Assert.Equal(ReservationReply.NoResources, Decide(new ReservationCommand.Register(Nexus('A'), 0, 1, false, false)).Reply);
    }

    /// <summary>SPC-4 table 66: holder, registered, and other nexus; reads and writes.</summary>
    [Theory]
    [InlineData(1, "rw r- r-")]
    [InlineData(3, "rw -- --")]
    [InlineData(5, "rw rw r-")]
    [InlineData(6, "rw rw --")]
    [InlineData(7, "rw rw r-")]
    [InlineData(8, "rw rw --")]
    public void Who_conflicts(byte type, string expected)
    {
        Step("A+1");
        Step("B+2");
        Step($"A!{type}");
        var found = "ABC".Select(letter =>
            (_state.Conflicts(Nexus(letter), ReservationAccess.Read, false) ? "-" : "r")
            + (_state.Conflicts(Nexus(letter), ReservationAccess.Write, false) ? "-" : "w"));
        Assert.Equal(expected, string.Join(' ', found));
        Assert.All("ABC", letter => Assert.False(_state.Conflicts(Nexus(letter), ReservationAccess.Free, false)));
    }

    [Fact]
    public void Reserve_keeps_everybody_else_out()
    {
        Step("A{");
        Assert.False(_state.Conflicts(Nexus('A'), ReservationAccess.Write, false));
        Assert.True(_state.Conflicts(Nexus('B'), ReservationAccess.Free, false));
        Assert.False(_state.Conflicts(Nexus('B'), ReservationAccess.Write, true));
    }

    private void Step(string step)
    {
        var at = step.Length > 2 ? step.IndexOf('=', 2) : -1;
        var (action, expected) = at < 0 ? (step, "") : (step[..at], step[(at + 1)..]);
        var decision = Decide(Parse(action));
        var found = decision.Reply != ReservationReply.Done
            ? decision.Reply.ToString()
            : string.Join(',', decision.Attentions.Select(one => $"{one.Nexus.InitiatorName}:{one.Code.Asc:X2}{one.Code.Ascq:X2}")
                .Concat(decision.Aborted.Select(nexus => $"abort:{nexus.InitiatorName}")));
        Assert.Equal(expected, found);
    }

    private ReservationDecision Decide(ReservationCommand command)
    {
        var decision = ReservationDecisions.Decide(_state, command);
        Assert.True(decision.Reply == ReservationReply.Done || ReferenceEquals(decision.State, _state));
        _state = decision.State;
        return decision;
    }

    private ReservationCommand Parse(string step)
    {
        if (step == "#")
        {
            return new ReservationCommand.Reset();
        }

        var nexus = Nexus(step[0]);
        var key = _state.Find(nexus)?.Key ?? 0;
        var rest = step[2..].Split(':');
        var type = (ReservationType)(rest[^1].Length > 0 && char.IsDigit(rest[^1][0]) ? rest[^1][0] - '0' : 0);
        return step[1] switch
        {
            '+' => new ReservationCommand.Register(nexus, key, (ulong)(rest[0][0] - '0'), false, false),
            '-' => new ReservationCommand.Register(nexus, key, 0, false, false),
            '!' => new ReservationCommand.Reserve(nexus, key, type),
            '~' => new ReservationCommand.Release(nexus, key, type),
            '*' => new ReservationCommand.Clear(nexus, key),
            '>' or '^' => new ReservationCommand.Preempt(nexus, key, (ulong)(rest[0][0] - '0'), type, step[1] == '^'),
            '=' => new ReservationCommand.RegisterAndMove(nexus, key, (ulong)type, Nexus(rest[0][0]), false, false),
            '{' => new ReservationCommand.ReserveUnit(nexus),
            '}' => new ReservationCommand.ReleaseUnit(nexus),
            _ => new ReservationCommand.NexusLost(nexus),
        };
    }

    private string Describe()
    {
        var parts = _state.Registrations.Select(one => $"{one.Nexus.InitiatorName}{one.Key}").ToList();
        if (_state.Type is { } type)
        {
            parts.Add($"{_state.Holder?.InitiatorName ?? "*"}:{(byte)type}");
        }

        if (_state.ReserveHolder is { } holder)
        {
            parts.Add("{" + holder.InitiatorName);
        }

        return string.Join(' ', parts);
    }

    private static NexusIdentity Nexus(char letter) => new(letter.ToString(), 1, 1);
}
