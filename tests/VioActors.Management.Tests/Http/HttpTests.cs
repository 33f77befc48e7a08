using System.Net;
using System.Net.Sockets;
using System.Text;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Http;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

public sealed class HttpTests
{
    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task The_schema_is_served_as_it_is_published_to_everybody()
    {
        await using var rig = await ApiRig.StartAsync();
        using var http = new HttpClient();

        Assert.Equal(PublishedSchema.Text, await http.GetStringAsync(new Uri(rig.Address, "/api/v1/schema")));
    }

    [Theory]
    [InlineData("/", 404)]
    [InlineData("/api/v2", 404)]
    [InlineData("/console", 404)]
    [InlineData("/api/v1/../../etc/passwd", 404)]
    public async Task Other_paths_have_nothing(string path, int expected)
    {
        await using var rig = await ApiRig.StartAsync();

        var (status, response) = await rig.PostAsync([], rig.AdminToken(), path);

        Assert.Equal(expected, status);
        Assert.Equal(VioFaultCode.NotFound, response.Exception!.Code);
    }

    [Fact]
    public async Task Only_posting_is_served()
    {
        await using var rig = await ApiRig.StartAsync();
        using var http = new HttpClient();

        var answer = await http.GetAsync(rig.Address);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_that_does_not_arrive_in_time_is_dropped()
    {
        await using var rig = await ApiRig.StartAsync(settings => settings with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port);
        var stream = socket.GetStream();
        var head = "POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            + $"Authorization: Bearer {rig.AdminToken()}\r\n\r\n<vioRequest";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync().WaitAsync(ApiRig.Limit);

        Assert.Contains("408", first, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task Who_sends_far_too_much_before_reading_gets_the_refusal()
    {
        await using var rig = await ApiRig.StartAsync();

        var (status, response) = await rig.PostAsync(new byte[12 << 20], rig.AdminToken());

        Assert.Equal(413, status);
        Assert.Equal(VioFaultCode.TooLarge, response.Exception!.Code);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task Who_asks_before_sending_too_much_is_refused_at_once()
    {
        await using var rig = await ApiRig.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port);
        var stream = socket.GetStream();
        var head = "POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n"
            + $"Authorization: Bearer {rig.AdminToken()}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync().WaitAsync(ApiRig.Limit);

        Assert.Contains("413", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_requests_than_the_limit_are_refused_as_busy()
    {
        await using var rig = await ApiRig.StartAsync(settings => settings with { PollsMax = 1 });
        using var api = rig.Client();
        Task<EventPage>? first = null;
        VioFault? busy = null;
        while (busy is null)
        {
            // Whichever of the two arrives second is refused: when that is the long one, it is sent again.
            if (first is null || first.IsCompleted)
            {
                first = api.PollAsync(new PollEvents(null, 60, null, [new Subscription(VioObjectKind.Lu, "none")]));
            }

            var response = await api.SendAsync(new VioRequest(null, new PollEvents(null, 0, null, [])), CancellationToken.None);
            busy = response.Exception;
        }

        Assert.Equal(VioFaultCode.Busy, busy.Code);
        Assert.False(first!.IsCompleted);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var rig = await ApiRig.StartAsync();
        var taken = ApiSettings.Default with { Port = rig.Address.Port };

        var refused = await Assert.ThrowsAsync<ApiStartException>(() => ApiServer.StartAsync(
            taken, new ApiEndpoint(null!, null!, taken, TimeProvider.System).ServeAsync, CancellationToken.None));

        Assert.Contains($":{rig.Address.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("vio-actors.management.api.port", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_told_by_the_client()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/api/v1");
        probe.Stop();
        using var api = new VioApiClient(address, "token");

        var refused = await Assert.ThrowsAsync<VioConnectException>(() => api.ViewAsync());

        Assert.Contains(address.ToString(), refused.Message, StringComparison.Ordinal);
    }
}
