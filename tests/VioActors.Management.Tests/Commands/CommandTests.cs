using System.Text;
using VioActors.Api.Messages;
using VioActors.Management.Commands;
using VioActors.Management.Http;
using VioActors.Management.Relay;
using VioActors.Management.Security;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Commands;

/// <summary>Commands over the VIOS API: who may, what is streamed, what is on record, and how they end.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private readonly PlayedHost _host = new();
    private ApiRig _rig = null!;

    public async Task InitializeAsync() => _rig = await ApiRig.StartAsync(settings => settings with { CommandsMax = 1 }, _host);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Output_comes_line_by_line_while_the_command_runs()
    {
        using var http = CommandCalls.Client(_rig.AdminToken());
        using var answer = await CommandCalls.BeginAsync(http, _rig.Address, "vios list");
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        // The command ends only after its first line has been read here.
        _host.Play(new CommandOutput("\"one\" <ä>"));
        Assert.Equal("""{"line":"\"one\" <ä>"}""", await lines.ReadLineAsync());
        _host.Play(new CommandOutput(Error: "two"), new CommandOutput(ExitCode: 1));

        Assert.Equal("""{"error":"two"}""", await lines.ReadLineAsync());
        Assert.Equal("""{"exitCode":1}""", await lines.ReadLineAsync());
        Assert.Null(await lines.ReadLineAsync());
        Assert.Equal(["vios list"], _host.Lines);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    [Trait("Req", "MGT-5")]
    public async Task The_intent_is_on_record_before_a_command_runs_and_its_result_before_the_caller_knows()
    {
        IReadOnlyList<string> before = [];
        _host.OnRun = () => before = CommandCalls.AuditOf(_rig.AuditPath);
        _host.Play(new CommandOutput(ExitCode: 1));

        await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "chap set -secret 0123456789abcd");

        Assert.Equal(["administrator: pbm described chap: begun"], before);
        Assert.Equal([.. before, "administrator: pbm described chap: exit code 1"], CommandCalls.AuditOf(_rig.AuditPath));
        Assert.DoesNotContain("0123456789abcd", await File.ReadAllTextAsync(_rig.AuditPath), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task What_cannot_be_put_on_record_is_not_run()
    {
        Directory.CreateDirectory(_rig.AuditPath);

        var (status, body) = await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "vios list");

        Assert.Equal((503, VioFaultCode.AuditUnavailable), (status, CommandCalls.FaultOf(body)));
        Assert.Empty(_host.Lines);
    }

    [Theory]
    [Trait("Req", "MGT-3")]
    [InlineData(VioRole.Viewer)]
    [InlineData(VioRole.Operator)]
    public async Task Only_an_administrator_runs_commands(VioRole role)
    {
        var token = _rig.TokenOf(role, "other");

        var (status, body) = await CommandCalls.RunAsync(_rig.Address, token, "chap set -secret 0123456789abcd");
        using var http = CommandCalls.Client(token);
        using var catalogue = await http.GetAsync(new Uri(_rig.Address, "/api/v1/commands"));

        Assert.Equal((403, VioFaultCode.NotAuthorized), (status, CommandCalls.FaultOf(body)));
        Assert.Equal(403, (int)catalogue.StatusCode);
        Assert.Equal(0, _host.Opened);
        Assert.Equal(["other: pbm (a command): notAuthorized"], CommandCalls.AuditOf(_rig.AuditPath));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("vio_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Without_a_known_token_nothing_is_run(string? token)
    {
        var (status, body) = await CommandCalls.RunAsync(_rig.Address, token, "vios list");
        using var http = CommandCalls.Client(token);
        using var catalogue = await http.GetAsync(new Uri(_rig.Address, "/api/v1/commands"));

        Assert.Equal((401, VioFaultCode.NotAuthenticated), (status, CommandCalls.FaultOf(body)));
        Assert.Equal(401, (int)catalogue.StatusCode);
        Assert.Equal(0, _host.Opened);
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_command_whose_caller_goes_away_is_given_up()
    {
        using var http = CommandCalls.Client(_rig.AdminToken());
        var answer = await CommandCalls.BeginAsync(http, _rig.Address, "log tail");
        await _host.Begun;

        answer.Dispose();

        await _host.Cancelled;
        await _host.Closed;
        Assert.Equal("administrator: pbm described log: given up", CommandCalls.AuditOf(_rig.AuditPath)[^1]);
    }

    [Fact]
    public async Task A_command_ends_with_its_node_and_says_so()
    {
        using var http = CommandCalls.Client(_rig.AdminToken());
        using var answer = await CommandCalls.BeginAsync(http, _rig.Address, "log tail");
        await _host.Begun;

        var restarted = _rig.RestartAsync();

        var said = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The node is stopping.", said, StringComparison.Ordinal);
        Assert.EndsWith("{\"exitCode\":3}\n", said, StringComparison.Ordinal);
        await restarted;
    }

    [Fact]
    public async Task More_commands_than_may_be_are_refused_until_one_has_ended()
    {
        using var http = CommandCalls.Client(_rig.AdminToken());
        using var first = await CommandCalls.BeginAsync(http, _rig.Address, "vios list");
        await _host.Begun;

        var (status, body) = await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "vios list");
        Assert.Equal((503, VioFaultCode.Busy), (status, CommandCalls.FaultOf(body)));

        // The answer's end comes when its place is free.
        _host.Play(new CommandOutput(ExitCode: 0));
        Assert.Equal("{\"exitCode\":0}\n", await first.Content.ReadAsStringAsync());
        _host.Play(new CommandOutput(ExitCode: 0));
        Assert.Equal((200, "{\"exitCode\":0}\n"), await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "vios list"));
    }

    [Fact]
    public async Task A_node_that_cannot_run_commands_says_what_to_set()
    {
        _host.Refusal = "set petabridge.cmd.port";

        var (status, body) = await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "vios list");

        Assert.Equal((503, VioFaultCode.Busy), (status, CommandCalls.FaultOf(body)));
        Assert.Contains("petabridge.cmd.port", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_fails_ends_the_command_with_the_code_of_a_lost_connection()
    {
        _host.OnRun = () => throw new InvalidOperationException("broken");

        var (status, body) = await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), "vios list");

        Assert.Equal(200, status);
        Assert.Equal("{\"error\":\"connection to host terminated. broken\"}\n{\"exitCode\":3}\n", body);
        Assert.Equal("administrator: pbm described vios: internal", CommandCalls.AuditOf(_rig.AuditPath)[^1]);
    }

    public static TheoryData<byte[], string, int> Hostile => new()
    {
        { "vios list\n"u8.ToArray(), "text/plain; charset=utf-8", 400 },
        { "vios\0list"u8.ToArray(), "text/plain; charset=utf-8", 400 },
        { "vios \u009b31m"u8.ToArray(), "text/plain; charset=utf-8", 400 },
        { [0x76, 0xc3, 0x28], "text/plain; charset=utf-8", 400 },
        { [0xed, 0xa0, 0x80], "text/plain; charset=utf-8", 400 },
        { [], "text/plain; charset=utf-8", 400 },
        { "   "u8.ToArray(), "text/plain; charset=utf-8", 400 },
        { "vios list"u8.ToArray(), "application/x-www-form-urlencoded", 400 },
        { Encoding.Unicode.GetBytes("vios list"), "text/plain; charset=utf-16", 400 },
        { Encoding.UTF8.GetBytes(new string('x', 8193)), "text/plain; charset=utf-8", 413 },
        { Encoding.UTF8.GetBytes(new string('x', 1 << 20)), "text/plain; charset=utf-8", 413 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_no_command_line_is_refused(byte[] bytes, string type, int expected)
    {
        using var http = CommandCalls.Client(_rig.AdminToken());
        using var content = CommandCalls.Body(bytes, type);

        using var answer = await http.PostAsync(CommandCalls.CommandOf(_rig.Address), content);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(
            expected == 413 ? VioFaultCode.TooLarge : VioFaultCode.Malformed,
            CommandCalls.FaultOf(await answer.Content.ReadAsStringAsync()));
        Assert.Equal(0, _host.Opened);
    }

    [Fact]
    public async Task The_longest_line_is_run_and_another_method_is_not()
    {
        _host.Play(new CommandOutput(ExitCode: 0));
        var longest = new string('x', 8192);

        Assert.Equal((200, "{\"exitCode\":0}\n"), await CommandCalls.RunAsync(_rig.Address, _rig.AdminToken(), longest));

        Assert.Equal([longest], _host.Lines);
        using var http = CommandCalls.Client(_rig.AdminToken());
        using var answer = await http.GetAsync(CommandCalls.CommandOf(_rig.Address));
        Assert.Equal(405, (int)answer.StatusCode);
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task The_catalogue_names_every_command_and_argument()
    {
        using var http = CommandCalls.Client(_rig.AdminToken());

        using var answer = await http.GetAsync(new Uri(_rig.Address, "/api/v1/commands"));

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            """[{"palette":"vios","description":"list","commands":[{"name":"list","description":"members","arguments":"""
            + """[{"names":["-n","--name"],"description":"one","isMandatory":false,"hasValue":true}]}]}]""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_process_that_does_not_host_the_API_runs_commands_itself()
    {
        var folder = Path.GetDirectoryName(_rig.AuditPath)!;
        var own = new RelayedCommands(_rig.System, _host, folder, "vios7");
        await using var relay = await RelayNode.StartAsync(
            ApiSettings.Default, new RelayedApi(_rig.System.DeadLetters, ApiRig.Limit), own, TimeProvider.System,
            CancellationToken.None);
        _host.Play(new CommandOutput("here"), new CommandOutput(ExitCode: 0));

        var (status, body) = await CommandCalls.RunAsync(relay.Address, _rig.AdminToken(), "vios list");
        var (refused, _) = await CommandCalls.RunAsync(relay.Address, "vio_0", "vios list");

        Assert.Equal((200, "{\"line\":\"here\"}\n{\"exitCode\":0}\n"), (status, body));
        Assert.Equal(401, refused);
        Assert.Equal(
            ["administrator: pbm described vios: begun", "administrator: pbm described vios: exit code 0"],
            CommandCalls.AuditOf(own.AuditPath));
        Assert.False(File.Exists(_rig.AuditPath));
    }
}
