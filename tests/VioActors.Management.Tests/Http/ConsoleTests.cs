using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Akka.Actor;
using VioActors.Api;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Http;
using VioActors.Management.Relay;
using VioActors.Management.Security;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

/// <summary>How the files of the web console are served: to everybody, from memory, and nothing else (MGT-5).</summary>
public sealed class ConsoleTests
{
    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Every_file_is_served_as_it_stands_with_its_type_and_without_a_token()
    {
        await using var rig = await ApiRig.StartAsync();
        using var http = new HttpClient();

        foreach (var file in Directory.GetFiles(SourceFolder()))
        {
            using var answer = await http.GetAsync(new Uri(rig.Node.Console, Path.GetFileName(file)));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(await File.ReadAllBytesAsync(file), await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal(TypeOf(file), answer.Content.Headers.ContentType!.MediaType);
            AssertGuarded(answer);
        }

        Assert.Contains("main.js", await http.GetStringAsync(rig.Node.Console), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [Trait("Req", "MGT-5")]
    public async Task Who_opens_the_node_is_led_to_the_console(string path)
    {
        await using var rig = await ApiRig.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await http.GetAsync(new Uri(rig.Address, path));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/console/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        await using var rig = await ApiRig.StartAsync();
        using var http = new HttpClient();
        var file = new Uri(rig.Node.Console, "main.js");
        using var first = await http.GetAsync(file);
        Assert.True(first.Headers.CacheControl!.NoCache);

        Assert.Equal(HttpStatusCode.NotModified, await StatusForAsync(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.OK, await StatusForAsync(new EntityTagHeaderValue("\"another\"")));

        async Task<HttpStatusCode> StatusForAsync(EntityTagHeaderValue known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file);
            request.Headers.IfNoneMatch.Add(known);
            using var answer = await http.SendAsync(request);
            AssertGuarded(answer);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("GET", "/console/none.js", 404)]
    [InlineData("GET", "/console/../VioActors.Management.dll", 404)]
    [InlineData("GET", "/console/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("GET", "/console/%2e%2e/%2e%2e/etc/passwd", 404)]
    [InlineData("GET", "/console//etc/passwd", 404)]
    [InlineData("GET", "/console/index.html%00.js", 400)]
    [InlineData("POST", "/console/", 405)]
    [InlineData("PUT", "/console/main.js", 405)]
    [InlineData("GET", "/favicon.ico", 204)]
    public async Task There_is_nothing_else_and_nothing_is_taken(string method, string path, int expected)
    {
        await using var rig = await ApiRig.StartAsync();

        // As it stands: an HttpClient would make the path another one.
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port).WaitAsync(ApiRig.Limit);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync().WaitAsync(ApiRig.Limit);

        Assert.StartsWith($"HTTP/1.1 {expected} ", status, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_node_that_does_not_answer_requests_itself_has_the_console_too()
    {
        var system = ActorSystem.Create("console-relay");
        var api = new RelayedApi(system.DeadLetters, ApiRig.Limit);
        var commands = new RelayedCommands(system, null, Directory.CreateTempSubdirectory("vio-console-").FullName, "vios7");
        await using (var relay = await RelayNode.StartAsync(
            ApiSettings.Default, api, commands, TimeProvider.System, CancellationToken.None))
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(relay.Console);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(SourceFolder(), "index.html")), await answer.Content.ReadAsStringAsync());
            AssertGuarded(answer);
        }

        await system.Terminate();
    }

    [Theory]
    [InlineData(VioRole.Viewer, "viewer")]
    [InlineData(VioRole.Operator, "operator")]
    [Trait("Req", "MGT-5")]
    public async Task A_token_is_told_its_name_and_role(VioRole role, string expected)
    {
        await using var rig = await ApiRig.StartAsync();
        using var client = rig.Client(rig.TokenOf(role, "night-shift"));

        var response = await client.SendAsync(new VioRequest("r1", new WhoAmI()), CancellationToken.None);

        Assert.Equal(new CallerObject("night-shift", expected), Assert.Single(response.Objects));
        Assert.Equal("r1", response.RequestId);
    }

    private static void AssertGuarded(HttpResponseMessage answer)
    {
        Assert.Contains("default-src 'self'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));

        string Header(string name) => Assert.Single(answer.Headers.GetValues(name));
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html",
        ".css" => "text/css",
        ".js" => "text/javascript",
        _ => "image/svg+xml",
    };

    private static string SourceFolder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/VioActors.Management/Console");
}
