using System.Xml.Linq;
using VioActors.Management.Tests.Fixtures;
using VioActors.Node.Cli;

namespace VioActors.Management.Tests.Cli;

public sealed class ApiVerbTests
{
    [Fact]
    public async Task Requests_are_sent_from_the_command_line_and_responses_printed()
    {
        await using var rig = await ApiRig.StartAsync();
        string[] to = ["--url", rig.Address.ToString(), "--token-file", rig.Node.AdminTokenPath];

        var listed = await RunAsync("", ["api", "list", "vios", .. to]);
        var missing = await RunAsync("", ["api", "show", "lu", "nothing", .. to]);
        var sent = await RunAsync(
            "<vioRequest xmlns=\"urn:vioactors:vios-api:1\"><show object=\"cluster\" id=\"c1\"/></vioRequest>",
            ["api", "send", "-", .. to]);
        var bad = await RunAsync("<vioRequest/>", ["api", "send", "-", .. to]);

        Assert.Equal((0, 2), (listed.Code, XDocument.Parse(listed.Out).Root!.Elements().Count()));
        Assert.Equal(1, missing.Code);
        Assert.Contains("notFound", missing.Out, StringComparison.Ordinal);
        PublishedSchema.AssertValid(XDocument.Parse(missing.Out));
        Assert.Equal(0, sent.Code);
        Assert.Contains("cluster id=\"c1\"", sent.Out, StringComparison.Ordinal);
        Assert.Equal(1, bad.Code);
        Assert.Contains("cannot be sent", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_added_listed_used_and_removed()
    {
        await using var rig = await ApiRig.StartAsync();
        string[] data = ["--data", rig.Folder];

        var added = await RunAsync("", ["api", "token", "add", "nightly", "viewer", .. data]);
        var again = await RunAsync("", ["api", "token", "add", "nightly", "viewer", .. data]);
        var listed = await RunAsync("", ["api", "token", "list", .. data]);
        using var api = rig.Client(added.Out.Trim());
        var seen = await Api.Client.VioApiCalls.ViewAsync(api);
        var removed = await RunAsync("", ["api", "token", "remove", "nightly", .. data]);
        var gone = await RunAsync("", ["api", "token", "remove", "nightly", .. data]);

        Assert.Equal((0, 1, 0, 0, 1), (added.Code, again.Code, listed.Code, removed.Code, gone.Code));
        Assert.Contains("nightly", listed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(added.Out.Trim(), listed.Out, StringComparison.Ordinal);
        Assert.NotEmpty(seen);
        Assert.Contains("nightly", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_node_or_a_token_it_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("vio-cli-").FullName;
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, "vio_x");

        var nobody = await RunAsync("", ["api", "list", "lu", "--url", "http://127.0.0.1:1/api/v1", "--token-file", token]);
        var nothing = await RunAsync("", ["api", "list", "lu", "--token-file", Path.Combine(folder, "none")]);
        var noAddress = await RunAsync("", ["api", "list", "lu", "--url", "nowhere", "--token-file", token]);
        var noFolder = await RunAsync("", ["api", "token", "list", "--data", folder]);

        Assert.Equal((3, 1, 1), (nobody.Code, nothing.Code, noFolder.Code));
        Assert.Equal(1, noAddress.Code);
        Assert.Contains("is no address", noAddress.Error, StringComparison.Ordinal);
        Assert.Contains("Cannot reach", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("--token-file", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("tokens.json", noFolder.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string input, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await VioCommandLine.Create(new StringReader(input), output, error).Parse(args).InvokeAsync();
        return (code, output.ToString(), error.ToString());
    }
}
