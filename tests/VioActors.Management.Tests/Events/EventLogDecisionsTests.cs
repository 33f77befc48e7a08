using VioActors.Domain.Common;
using VioActors.Domain.Events;

namespace VioActors.Management.Tests.Events;

public sealed class EventLogDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);

    private EventLogState _state = EventLogState.Empty(keptMax: 4);

    [Fact]
    public void What_is_observed_again_as_it_was_is_no_event()
    {
        Assert.Single(Observe(Thing("lu", "1", 7)));

        Assert.Empty(Observe(Thing("lu", "1", 7)));
        Assert.Equal(EventChange.Changed, Assert.Single(Observe(Thing("lu", "1", 8))).Change);
    }

    [Fact]
    public void What_was_never_there_does_not_go() => Assert.Empty(Observe(Thing("lu", "1", 0) with { Exists = false }));

    [Fact]
    public void Of_a_complete_kind_what_is_missing_is_gone_and_other_kinds_stay()
    {
        Observe(Thing("lu", "1", 1), Thing("lu", "2", 1), Thing("job", "j", 1));

        var gone = Assert.Single(Decide(new ObserveObjects([Thing("lu", "2", 1)], ["lu"])));

        Assert.Equal((EventChange.Removed, "1"), (gone.Change, gone.Observed.Id));
        Assert.Equal(["job j", "lu 2"], _state.Known.Keys.Order());
    }

    [Theory]
    [InlineData("pool", "none", "warning", EventCategory.Alert, "none → warning")]
    [InlineData("pool", "full", "none", EventCategory.Alert, "full → none")]
    [InlineData("vios", "active", "failed", EventCategory.Alert, "active → failed")]
    [InlineData("vios", "active", "stopped", EventCategory.Lifecycle, "active → stopped")]
    [InlineData("cec", "active", "degraded", EventCategory.Alert, "active → degraded")]
    [InlineData("cec", "silent", "active", EventCategory.Alert, "silent → active")]
    [InlineData("vios", "failed", "failed", EventCategory.Lifecycle, "")]
    [InlineData("lu", "creating", "ready", EventCategory.Lifecycle, "creating → ready")]
    public void A_condition_that_calls_for_an_operator_is_an_alert(
        string kind, string before, string after, EventCategory category, string what)
    {
        Observe(Thing(kind, "1", 1) with { Condition = before });

        var noted = Assert.Single(Observe(Thing(kind, "1", 2) with { Condition = after }));

        Assert.Equal((category, what), (noted.Category, noted.What));
    }

    [Fact]
    public void Only_the_latest_are_kept_and_who_wants_older_ones_reads_again()
    {
        for (var number = 1; number <= 10; number++)
        {
            Observe(Thing("lu", $"{number}", 1));
        }

        Assert.Equal([7L, 8, 9, 10], Read(6, 100).Events.Select(noted => noted.Number));
        Assert.True(Read(5, 100).ReRead);
        Assert.Equal(10, Read(5, 100).Next);
        Assert.True(Read(11, 100).ReRead);
        Assert.Empty(Read(10, 100).Events);
        Assert.Equal((8L, 2), (Read(6, 2).Next, Read(6, 2).Events.Count));
        Assert.Equal(10, Read(null, 100).Next);
        Assert.Empty(Read(null, 100).Events);
    }

    [Fact]
    public void A_page_without_a_wanted_event_goes_on_behind_those_that_it_passed()
    {
        Observe(Thing("lu", "1", 1), Thing("lu", "2", 1), Thing("vios", "3", 1));

        var found = Read(0, 100, new EventWish("lu", "2", EventCategory.Unspecified));

        Assert.Equal(2, Assert.Single(found.Events).Number);
        Assert.Equal(3, found.Next);
        Assert.Empty(Read(0, 100, new EventWish("lu", null, EventCategory.Alert)).Events);
    }

    [Fact]
    public void A_snapshot_has_everything()
    {
        Observe(Thing("lu", "1", 1), Thing("lu", "2", 1));
        var before = _state;

        _state = EventLogState.From(before.ToSnapshot(), 4);

        Assert.Equal(before.ToSnapshot(), _state.ToSnapshot());
        Assert.Empty(Observe(Thing("lu", "1", 1)));
    }

    private static ObservedObject Thing(string kind, string id, long fingerprint) => new(kind, id, fingerprint, null, "", true, "");

    private EventNoted[] Observe(params ReadOnlySpan<ObservedObject> things) => Decide(new ObserveObjects(ValueList.Create(things), []));

    private EventNoted[] Decide(ObserveObjects observe)
    {
        var decision = EventLogDecisions.Decide(_state, observe, Now);
        _state = decision.Events.Aggregate(_state, (state, @event) => state.Apply(@event));
        return [.. decision.Events.Cast<EventNoted>()];
    }

    private EventsFound Read(long? after, int count, params ReadOnlySpan<EventWish> wishes) => Assert.IsType<EventsFound>(
        EventLogDecisions.Decide(_state, new ReadEvents(after, ValueList.Create(wishes), count), Now).Reply);
}
