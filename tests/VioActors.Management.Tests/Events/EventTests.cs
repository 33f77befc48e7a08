using Akka.Actor;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Cluster;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Management.Events;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Events;

public sealed class EventTests : IAsyncLifetime
{
    private ApiRig _rig = null!;
    private VioApiClient _api = null!;

    public async Task InitializeAsync()
    {
        _rig = await ApiRig.StartAsync(settings => settings with { EventsKept = 32 });
        _api = _rig.Client();
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task The_life_of_an_object_is_told_in_order_and_the_object_is_read()
    {
        var start = await StartAsync();
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        lu = await _api.ChangeAsync<LuObject>(lu.Version, new LuAlteration(lu.Id, Name: "data"));
        await _api.RemoveAsync(VioObjectKind.Lu, lu.Id, lu.Version);

        var events = await CollectAsync(start, [new Subscription(VioObjectKind.Lu, lu.Id)], seen => seen[^1].Change == "removed");

        Assert.Equal("created", events[0].Change);
        Assert.Equal("removed", events[^1].Change);
        Assert.All(events, told => Assert.Equal(("lu", lu.Id, "lifecycle"), (told.Object, told.ObjectId, told.Category)));
        var numbers = events.Select(told => long.Parse(told.Id, null)).ToList();
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Contains(events, told => told.What.Contains("LuRenamed", StringComparison.Ordinal) && told.Version == lu.Version);
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task A_caller_that_waits_is_told_when_it_happens()
    {
        var start = await StartAsync();
        var poll = _api.PollAsync(new PollEvents(start, 60, null, [new Subscription(VioObjectKind.Vios, ApiRig.Vios2.ToString())]));
        await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        Assert.False(poll.IsCompleted);

        await _rig.RegisterAsync(ApiRig.Vios2, "vios2", 1);

        var told = Assert.Single((await poll.WaitAsync(ApiRig.Limit)).Events);
        Assert.Equal(("vios", "changed"), (told.Object, told.Change));
        Assert.Contains("defined → active", told.What, StringComparison.Ordinal);
        Assert.Contains("ViosJoined", told.What, StringComparison.Ordinal);
        Assert.Equal("active", (await _api.ShowAsync<ViosObject>(VioObjectKind.Vios, told.ObjectId)).Status);
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task A_vios_that_is_lost_and_a_pool_that_fills_are_alerts()
    {
        var start = await StartAsync();
        await _rig.AskAsync<object>(new ReportViosFailed(ApiRig.Vios1, 1, "no sign of life"));
        await _rig.AskAsync<object>(new SetThresholds(PoolName.Parse("pool0"), new PoolThresholds(10, 20, 0)));
        await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 16 << 20, Thick: true));

        var alerts = await CollectAsync(
            start,
            [new Subscription(VioObjectKind.Vios, null, "alert"), new Subscription(VioObjectKind.Pool, null, "alert")],
            seen => seen.Count >= 2);

        Assert.Contains(alerts, told => told.Object == "vios" && told.What.Contains("active → failed", StringComparison.Ordinal));
        Assert.Contains(alerts, told => told.Object == "pool" && told.What.Contains("none → critical", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task Whoever_was_away_goes_on_with_its_token_also_after_a_restart_of_the_node()
    {
        var start = await StartAsync();
        await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var first = await CollectAsync(start, [new Subscription(VioObjectKind.Lu, null)], seen => seen.Count >= 1);
        await _rig.RestartAsync();
        using var api = _rig.Client();
        await api.CreateAsync<LuObject>(new LuCreation("lu2", "pool0", 4 << 20));

        var rest = await CollectAsync(
            first[^1].Id, [new Subscription(VioObjectKind.Lu, null)], seen => seen.Exists(told => told.Change == "created"), api);

        var created = Assert.Single(rest, told => told.Change == "created");
        Assert.Equal("lu2", (await api.ShowAsync<LuObject>(VioObjectKind.Lu, created.ObjectId)).Name);
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task What_changed_while_the_management_was_down_is_told_when_it_is_back()
    {
        var start = await StartAsync();
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var before = await CollectAsync(start, [new Subscription(VioObjectKind.Lu, null)], seen => seen.Count >= 1);

        await _rig.RestartAsync(whileDown: async () =>
        {
            await _rig.AskAsync<object>(new Domain.LogicalUnits.DeleteLu(LuUdid.Parse(lu.Id), false));
            await _rig.RegisterAsync(ApiRig.Vios2, "vios2", 1);
        });

        using var api = _rig.Client();
        var missed = await CollectAsync(
            before[^1].Id, [], seen => seen.Exists(told => told.Object == "lu") && seen.Exists(told => told.Object == "vios"), api);
        Assert.Contains(missed, told => told.ObjectId == lu.Id && told.Change == "removed");
        Assert.Contains(missed, told => told.ObjectId == ApiRig.Vios2.ToString() && told.Change == "changed");
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task Whoever_was_away_too_long_is_told_to_read_again()
    {
        var start = await StartAsync();
        for (var number = 0; number < 40; number++)
        {
            await _api.CreateAsync<LuObject>(new LuCreation($"lu{number}", "pool0", 1 << 20));
        }

        // More events than are kept have been noted when a poll from the start says so.
        var page = await _api.PollAsync(new PollEvents(start, 0, 1, []));
        while (!page.ReRead)
        {
            page = await _api.PollAsync(new PollEvents(start, 0, 1, []));
        }

        Assert.Empty(page.Events);
        Assert.False((await _api.PollAsync(new PollEvents(page.Next, 0, null, []))).ReRead);
        Assert.True((await _api.PollAsync(new PollEvents("999999999", 0, null, []))).ReRead);
        Assert.Equal(32, (await _api.ListAsync<EventObject>(VioObjectKind.Event)).Count);
    }

    [Fact]
    [Trait("Req", "MGT-1")]
    [Trait("Req", "BR-9")]
    public async Task A_restore_that_was_refused_is_an_alert_each_time_also_from_another_process_and_of_the_cluster()
    {
        var start = await StartAsync();
        var at = new DateTimeOffset(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);
        _rig.Db.Tell(new RestoreRefused(ApiRig.Vios1, "a.tar.gz", "it is not of this system", at));
        _rig.System.EventStream.Publish(
            new RefusalElsewhere(new RestoreRefused(ApiRig.Vios1, "a.tar.gz", "it is not of this system", at.AddSeconds(1))));
        _rig.Db.Tell(new ClusterRestoreRefused(ClusterName.Parse("c1"), "b.zip", "it was changed", at));

        var alerts = await CollectAsync(
            start, [new Subscription(VioObjectKind.Restoration, null, "alert")], seen => seen.Count >= 3);

        Assert.Equal(2, alerts.Count(told => told.ObjectId == ApiRig.Vios1.ToString()
            && told.What.Contains("(a.tar.gz: it is not of this system)", StringComparison.Ordinal)));
        Assert.Contains(alerts, told => told.ObjectId == "c1" && told.What.Contains("b.zip: it was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_new_is_an_empty_page_with_the_same_token()
    {
        var start = await StartAsync();

        var page = await _api.PollAsync(new PollEvents(start, 0, null, [new Subscription(VioObjectKind.Lu, "none")]));

        Assert.Empty(page.Events);
        Assert.False(page.ReRead);
        Assert.Equal(start, page.Next);
    }

    /// <summary>A token after everything that the start of the node brought about.</summary>
    private async Task<string> StartAsync()
    {
        var seen = await CollectAsync("0", [], events => events.Exists(told => told.Object == "pv"));
        string token;
        do
        {
            // Quiet once the view was read whole: two polls with the same end.
            token = (await _api.PollAsync(new PollEvents(null, 0, null, []))).Next;
            await _api.ViewAsync();
        }
        while (token != (await _api.PollAsync(new PollEvents(null, 0, null, []))).Next);
        Assert.NotEmpty(seen);
        return token;
    }

    /// <summary>Polls until the condition holds for all that came.</summary>
    private async Task<List<EventObject>> CollectAsync(
        string after, Subscription[] wanted, Func<List<EventObject>, bool> until, IVioApi? api = null)
    {
        var events = new List<EventObject>();
        using var limit = new CancellationTokenSource(ApiRig.Limit);
        while (events.Count == 0 || !until(events))
        {
            var page = await (api ?? _api).PollAsync(new PollEvents(after, 30, null, wanted), limit.Token);
            Assert.False(page.ReRead);
            events.AddRange(page.Events);
            after = page.Next;
        }

        return events;
    }
}
