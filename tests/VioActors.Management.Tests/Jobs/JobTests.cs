using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Jobs;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    private ApiRig _rig = null!;
    private VioApiClient _api = null!;

    public async Task InitializeAsync()
    {
        _rig = await ApiRig.StartAsync();
        _api = _rig.Client();
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    [Trait("Req", "MGT-4")]
    public async Task A_job_can_be_left_and_found_again_with_its_result()
    {
        var begun = await _api.BeginAsync(new CreateObject(null, new LuCreation("lu1", "pool0", 4 << 20)));

        var ended = await EndOfAsync(_api, begun.Id);
        var adapterJob = await _api.BeginAsync(new CreateObject(
            null, new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 2)));
        var adapter = await EndOfAsync(_api, adapterJob.Id);

        Assert.Equal(("succeeded", "create", "lu", "administrator", 100),
            (ended.State, ended.Operation, ended.Object, ended.ByWhom, ended.ProgressPercent));
        Assert.Equal("lu1", (await _api.ShowAsync<LuObject>(VioObjectKind.Lu, ended.ObjectId)).Name);
        Assert.Equal($"{ApiRig.Vios1}/vhost0", adapter.ObjectId);
        await _rig.RestartAsync();
        using var other = _rig.Client();
        Assert.Equal(ended, await other.ShowAsync<JobObject>(VioObjectKind.Job, begun.Id));
        Assert.Equal(2, (await other.ListAsync<JobObject>(VioObjectKind.Job)).Count);
    }

    [Fact]
    public async Task A_job_that_is_refused_says_why()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var begun = await _api.BeginAsync(new CreateObject(null, new LuCreation("lu1", "pool0", 4 << 20)));

        var ended = await EndOfAsync(_api, begun.Id);

        Assert.Equal("failed", ended.State);
        Assert.Contains("lu1", ended.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", ended.Text, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<VioRefusedException>(() =>
            _api.BeginAsync(new RemoveObject(VioObjectKind.Lu, lu.Id, 99)));
        Assert.Equal(VioFaultCode.VersionConflict, refused.Fault.Code);
    }

    [Fact]
    public async Task The_end_of_a_job_is_an_event()
    {
        var token = (await _api.PollAsync(new PollEvents(null, 0, null, []))).Next;
        var begun = await _api.BeginAsync(new CreateObject(null, new LuCreation("lu1", "pool0", 4 << 20)));

        var told = new List<EventObject>();
        while (!told.Exists(one => one.What.Contains("succeeded", StringComparison.Ordinal)))
        {
            var page = await _api.PollAsync(new PollEvents(token, 30, null, [new Subscription(VioObjectKind.Job, begun.Id)]))
                .WaitAsync(ApiRig.Limit);
            told.AddRange(page.Events);
            token = page.Next;
        }

        Assert.All(told, one => Assert.Equal(begun.Id, one.ObjectId));
    }

    [Theory]
    [InlineData("remove", "60256410000000000000000000000001", "succeeded", "gone")]
    [InlineData("create", "60256410000000000000000000000001", "interrupted", "create it again")]
    [InlineData("remove", "lu1", "interrupted", "still there")]
    [InlineData("create", "lu1", "succeeded", "is there")]
    [InlineData("change", "lu1", "interrupted", "version 1")]
    [Trait("Req", "MGT-4")]
    public async Task A_restarted_node_says_of_its_interrupted_jobs_what_happened(
        string operation, string lu, string state, string text)
    {
        await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        await _rig.ManagementAsync<JobFound>(new BeginJob("job1", operation, "lu", lu, "administrator"));

        await _rig.RestartAsync();

        using var api = _rig.Client();
        var job = await api.ShowAsync<JobObject>(VioObjectKind.Job, "job1");
        Assert.Equal(state, job.State);
        Assert.Contains("The node stopped during the job", job.Text, StringComparison.Ordinal);
        Assert.Contains(text, job.Text, StringComparison.Ordinal);
        Assert.NotNull(job.EndedUtc);
    }

    [Fact]
    public void Jobs_are_bounded_and_repeats_change_nothing()
    {
        var state = JobsState.Empty;
        for (var number = 0; number < JobsDecisions.EndedMax + 50; number++)
        {
            state = Apply(state, new BeginJob($"j{number}", "create", "lu", "x", "who"), out _);
            state = Apply(state, new ConcludeJob($"j{number}", JobStatus.Succeeded, "x", "Done."), out _);
        }

        Assert.Equal(JobsDecisions.EndedMax, state.Jobs.Count);
        Assert.Same(state, Apply(state, new ConcludeJob("j100", JobStatus.Failed, "x", "again"), out var again));
        Assert.Equal(JobStatus.Succeeded, Assert.IsType<JobFound>(again).Job.Status);
        Assert.Same(state, Apply(state, new ReportJob("j100", 5, "late"), out _));
        Apply(state, new ReportJob("nobody", 5, ""), out var unknown);
        Assert.Equal(RejectionCode.NotFound, Assert.IsType<Rejected>(unknown).Code);
        for (var number = 0; number < JobsDecisions.RunningMax; number++)
        {
            state = Apply(state, new BeginJob($"r{number}", "create", "lu", "x", "who"), out _);
        }

        Assert.Same(state, Apply(state, new BeginJob("one-more", "create", "lu", "x", "who"), out var busy));
        Assert.Equal(RejectionCode.Busy, Assert.IsType<Rejected>(busy).Code);
        state = Apply(state, new ReportJob("r1", 140, "far"), out _);
        Assert.Equal(100, state.Find("r1")!.Percent);
        Assert.Equal(state.ToSnapshot(), JobsState.From(state.ToSnapshot()).ToSnapshot());
    }

    private static JobsState Apply(JobsState state, IJobsMessage message, out IReply? reply)
    {
        var decision = JobsDecisions.Decide(state, message, DateTimeOffset.UnixEpoch);
        reply = decision.Reply;
        return decision.Events.Aggregate(state, (now, @event) => now.Apply(@event));
    }

    private static async Task<JobObject> EndOfAsync(VioApiClient api, string job)
    {
        using var limit = new CancellationTokenSource(ApiRig.Limit);
        JobObject now;
        do
        {
            now = await api.ShowAsync<JobObject>(VioObjectKind.Job, job, limit.Token);
        }
        while (!now.HasEnded());
        return now;
    }
}
