using System.Text.RegularExpressions;
using VioActors.Node.Cli;

namespace VioActors.Interop.Tests;

/// <summary>The commands of a running system over HTTP: what pbm itself says, with its exit codes.</summary>
public sealed partial class CommandsOverApiTests(DevSystem system) : IClassFixture<DevSystem>
{
    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_command_says_over_the_API_what_it_says_to_pbm()
    {
        // What does not change from one moment to the next.
        string[] words = ["vios", "list", "-field", "name,uuid,portals"];
        var direct = await system.Vio.PbmAsync(words);

        var (code, output, error) = await OverApiAsync(words);

        Assert.Equal((direct.ExitCode, direct.Output, ""), (code, output, error));
        Assert.Equal(0, code);
        Assert.Contains("vios2", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "MGT-5")]
    public async Task A_command_that_fails_fails_with_the_same_reason()
    {
        string[] words = ["lu", "remove", "-lu", "nothere"];
        var direct = await system.Vio.PbmAsync(words);

        var (code, output, error) = await OverApiAsync(words);

        Assert.Equal((direct.ExitCode, "", direct.Output), (code, output, error));
        Assert.Equal(1, code);
        Assert.Contains("nothere", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> OverApiAsync(string[] words)
    {
        var offered = ApiLine().Match(system.Vio.Output);
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        string[] to = ["pbm", "--api", offered.Groups["address"].Value, "--token-file", offered.Groups["token"].Value.Trim()];
        var code = await VioCommandLine.Create(TextReader.Null, output, error).Parse([.. to, .. words]).InvokeAsync();
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^VIOS API at (?<address>\S+), administrator's token in (?<token>.+)$", RegexOptions.Multiline)]
    private static partial Regex ApiLine();
}
