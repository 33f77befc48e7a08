using System.Text.Json;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>The VIOS API of a cluster of processes: the same at each of them, whoever is lost.</summary>
public sealed class ApiTests
{
    [Fact]
    [Trait("Req", "REG-10")]
    [Trait("Req", "MGT-1")]
    [Trait("Req", "MGT-2")]
    public async Task Every_VIOS_serves_it_and_it_goes_on_with_its_data_when_the_process_that_hosts_it_is_killed()
    {
        await using var cluster = await Topology.StartAsync();
        var token = await cluster.AdminTokenAsync();
        using var one = new VioApiClient(await cluster.ApiAsync("vios1"), token);
        using var two = new VioApiClient(await cluster.ApiAsync("vios2"), token);
        using var management = new VioApiClient(await cluster.ApiAsync("management1"), token);

        // A change through one is in the answer of the others, and comes as an event.
        var from = await one.PollAsync(new PollEvents(null, 0, null, []));
        var made = await two.CreateAsync<LuObject>(new LuCreation("through-vios2", "rootpool", 64 << 20));
        Assert.Equal(made.Id, (await management.ShowAsync<LuObject>(VioObjectKind.Lu, "through-vios2")).Id);
        var page = await one.PollAsync(new PollEvents(from.Next, 30, null, [new Subscription(VioObjectKind.Lu, made.Id)]));
        Assert.Contains(page.Events, told => told.ObjectId == made.Id);

        // Every palette answers at a process that hosts nothing.
        var vioses = JsonSerializer.Deserialize<JsonElement>(await cluster.PbmAsync("vios3", "adapter list --json"));
        Assert.Equal(
            (await one.ListAsync<AdapterObject>(VioObjectKind.Adapter)).Select(adapter => adapter.Id).Order(),
            vioses.EnumerateArray().Select(adapter => adapter.GetProperty("id").GetString()!).Order());

        // Who may not, may not at any of them.
        using var stranger = new VioApiClient(await cluster.ApiAsync("vios1"), "vio_" + new string('A', 43));
        var refused = await stranger.SendAsync(new VioRequest(null, new ListObjects(VioObjectKind.Lu)), CancellationToken.None);
        Assert.Equal(VioFaultCode.NotAuthenticated, refused.Exception!.Code);
        using var hostile = new StringContent("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><vioRequest>&x;</vioRequest>");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.PostAsync(await cluster.ApiAsync("vios2"), hostile);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);

        // Two of the three processes that may host it are lost, and one of these is the one that did.
        var table = await one.ShowAsync<ToolObject>(VioObjectKind.Tool, "management-tool");
        await cluster.KillAsync("cec1");
        await cluster.KillAsync("management1");
        var show = new ShowObject(VioObjectKind.Lu, "through-vios2");
        var after = await UntilAnsweredAsync(one, show);
        Assert.Equal(made.Id, after.Id);

        // The other one may learn later who hosts it now.
        await UntilAnsweredAsync(two, show);
        var later = await two.ShowAsync<ToolObject>(VioObjectKind.Tool, "management-tool");
        Assert.Equal(table.Uuids.Select(row => row.Vios).Order(), later.Uuids.Select(row => row.Vios).Order());
        page = await two.PollAsync(new PollEvents(from.Next, 0, 1000, [new Subscription(VioObjectKind.Lu, made.Id)]));
        Assert.Contains(page.Events, told => told.ObjectId == made.Id);

        // What the lost processes had of the VIOS DB is with the others by then.
        await cluster.SeesAsync("vios1", "members show", text => text.Split("| up |").Length - 1 == Topology.Nodes.Count - 2);
        var second = await UntilAnsweredAsync(one, new CreateObject(null, new LuCreation("after-the-loss", "rootpool", 64 << 20)));
        Assert.Equal(second.Id, (await UntilAnsweredAsync(two, new ShowObject(VioObjectKind.Lu, second.Id))).Id);
    }

    /// <summary>
    /// While the process that is lost is not yet known to be, or its hypervisor is asked for the view, a request has no answer in time, has
    /// changed nothing, and says so.
    /// </summary>
    private static async Task<LuObject> UntilAnsweredAsync(IVioApi api, VioOperation operation)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var response = await api.SendAsync(new VioRequest(null, operation), limit.Token);
            if (response.Exception is null)
                return (LuObject)response.Objects[0];
            Assert.True(
                response.Exception.Code is VioFaultCode.Timeout or VioFaultCode.Busy or VioFaultCode.Internal,
                response.Exception.Text);
            await polls.WaitForNextTickAsync(limit.Token);
        }
    }
}
