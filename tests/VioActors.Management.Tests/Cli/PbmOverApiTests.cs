using VioActors.Management.Commands;
using VioActors.Management.Security;
using VioActors.Management.Tests.Commands;
using VioActors.Management.Tests.Fixtures;
using VioActors.Node.Cli;

namespace VioActors.Management.Tests.Cli;

/// <summary><c>vio pbm --api</c>: output and exit codes of pbm.</summary>
public sealed class PbmOverApiTests : IAsyncLifetime
{
    private readonly PlayedHost _host = new();
    private ApiRig _rig = null!;

    public async Task InitializeAsync() => _rig = await ApiRig.StartAsync(commands: _host);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task Lines_errors_and_the_exit_code_are_those_of_the_command()
    {
        _host.Play(new CommandOutput("one"), new CommandOutput(Error: "bad\u001b[2J"), new CommandOutput(ExitCode: 1));
        var address = _rig.Address.GetLeftPart(UriPartial.Authority);

        var ran = await RunAsync(
            "--api", address, "--token-file", _rig.Node.AdminTokenPath, "lu", "create", "-name", "two words", "-size", "-5", "it's", "\\");

        Assert.Equal((1, $"one{Environment.NewLine}", $"bad?[2J{Environment.NewLine}"), ran);
        Assert.Equal(["""lu create -name "two words" -size -5 "it's" "\\" """.Trim()], _host.Lines);
    }

    [Fact]
    public async Task Bad_input_is_told()
    {
        string[] token = ["--token-file", _rig.Node.AdminTokenPath];
        var viewer = Path.Combine(_rig.Folder, "viewer");
        await File.WriteAllTextAsync(viewer, _rig.TokenOf(VioRole.Viewer, "viewer"));
        var address = _rig.Address.ToString();

        var shell = await RunAsync(["--api", address, .. token]);
        var nowhere = await RunAsync(["--api", "nowhere", .. token, "vios", "list"]);
        var control = await RunAsync(["--api", address, .. token, "vios", "a\nb"]);
        var none = await RunAsync("--api", address, "--token-file", Path.Combine(_rig.Folder, "none"), "vios", "list");
        var nobody = await RunAsync(["--api", "http://127.0.0.1:1", .. token, "vios", "list"]);
        var refused = await RunAsync("--api", address, "--token-file", viewer, "vios", "list");

        Assert.Equal((2, 2, 2, 2, 3, 1), (shell.Code, nowhere.Code, control.Code, none.Code, nobody.Code, refused.Code));
        Assert.Contains("shell", shell.Error, StringComparison.Ordinal);
        Assert.Contains("no address", nowhere.Error, StringComparison.Ordinal);
        Assert.Contains("control characters", control.Error, StringComparison.Ordinal);
        Assert.Contains("--token-file", none.Error, StringComparison.Ordinal);
        Assert.Contains("Cannot reach", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("administrator", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, _host.Opened);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await VioCommandLine.Create(TextReader.Null, output, error).Parse(["pbm", .. args]).InvokeAsync();
        return (code, output.ToString(), error.ToString());
    }
}
