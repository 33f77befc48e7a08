using System.Text;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>CHAP set by command while the system runs, against the initiators of libiscsi and QEMU.</summary>
public sealed class ChapTests : IDisposable
{
    private const string Secret = "a-secret-of-alice";
    private const string TargetSecret = "one-of-the-target";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Req", "IO-3")]
    [Trait("Req", "STO-8")]
    public async Task Set_by_command_it_lets_in_who_proves_it_and_nobody_else()
    {
        await using var vio = await VioProcess.StartAsync(_folder.File("data"), "vio-actors.lpar.rate=0");
        var url = vio.Url("lu1", "vios1");
        await RefuseBadSecretsAsync(vio);
        (await WriteAsync(url)).MustSucceed();

        (await vio.PbmAsync("chap", "set", "-client", "client1", "-user", "alice", "-secret", Secret)).MustSucceed();

        await UntilRefusedAsync(() => WriteAsync(url));
        (await WriteAsync(With(url, $"alice%{Secret}"))).MustSucceed();
        var told = vio.LineAsync("authentication failed, wrong CHAP secret");
        Assert.NotEqual(0, (await WriteAsync(With(url, "alice%a-wrong-secret"))).ExitCode);
        await told;
        told = vio.LineAsync("CHAP user name 'bob' is not that of this initiator");
        Assert.NotEqual(0, (await WriteAsync(With(url, $"bob%{Secret}"))).ExitCode);
        await told;
        (await WriteAsync(vio.Url("lu2", "vios1"))).MustSucceed();

        await ProveMutualAsync(vio, url);
        await ProveDiscoveryAsync(vio, url);
        AssertNowhere(vio, Secret);
        AssertNowhere(vio, TargetSecret);

        (await vio.PbmAsync("chap", "remove", "-client", "client1")).MustSucceed();
        await UntilAsync(async () => (await WriteAsync(url)).ExitCode == 0);
    }

    private static async Task RefuseBadSecretsAsync(VioProcess vio)
    {
        var tooShort = await vio.PbmAsync("chap", "set", "-client", "client1", "-user", "alice", "-secret", "elevenchars");
        var nobody = await vio.PbmAsync("chap", "set", "-client", "nobody", "-user", "alice", "-secret", Secret);
        var same = await vio.PbmAsync(
            "chap", "set", "-client", "client1", "-user", "alice", "-secret", Secret, "-targetuser", "target", "-targetsecret", Secret);

        Assert.NotEqual(0, tooShort.ExitCode);
        Assert.Contains("12 to 255", tooShort.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("elevenchars", tooShort.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, nobody.ExitCode);
        Assert.Contains("No partition nobody", nobody.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, same.ExitCode);
        Assert.Contains("must differ", same.Output, StringComparison.Ordinal);
    }

    private static async Task ProveMutualAsync(VioProcess vio, string url)
    {
        (await vio.PbmAsync(
            "chap", "set", "-client", "client1", "-user", "alice", "-secret", Secret, "-targetuser", "target", "-targetsecret",
            TargetSecret)).MustSucceed();
        await UntilAsync(async () => (await InquireAsync(url, "target", TargetSecret)).ExitCode == 0);
        Assert.NotEqual(0, (await InquireAsync(url, "target", "not-that-of-the-target")).ExitCode);
        var list = (await vio.PbmAsync("chap", "list")).MustSucceed();
        Assert.Matches(@"client1\s+alice\s+target\s+set", list.Output);
        Assert.DoesNotContain(Secret, list.Output, StringComparison.Ordinal);
    }

    private static async Task ProveDiscoveryAsync(VioProcess vio, string url)
    {
        var portal = url["iscsi://".Length..].Split('/')[0];
        (await Tool.RunAsync("iscsi-ls", $"iscsi://{portal}")).MustSucceed();
        (await vio.PbmAsync("chap", "set", "-discovery", "-user", "finder", "-secret", Secret)).MustSucceed();
        await UntilRefusedAsync(() => Tool.RunAsync("iscsi-ls", $"iscsi://{portal}"));
        (await Tool.RunAsync("iscsi-ls", $"iscsi://finder%{Secret}@{portal}")).MustSucceed();
    }

    /// <summary>In what it printed, and in every file of the data folder: journal, local stores, log.</summary>
    private void AssertNowhere(VioProcess vio, string secret)
    {
        Assert.DoesNotContain(secret, vio.Output, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(secret);
        foreach (var file in Directory.EnumerateFiles(_folder.File("data"), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) != "lock" && Read(file) is { } content)
                Assert.True(content.AsSpan().IndexOf(bytes) < 0, $"{file} has the secret in clear.");
        }
    }

    /// <summary>Null: a volume, or a file that has been replaced by another since it was listed.</summary>
    private static byte[]? Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > 64 * 1024 * 1024)
                return null;
            var content = new byte[stream.Length];
            return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static Task<ToolResult> WriteAsync(string url) => Tool.RunAsync("qemu-io", "-f", "raw", "-c", "write -P 0x5a 0 64k", url);

    private static Task<ToolResult> InquireAsync(string url, string targetUser, string targetSecret) => Tool.RunAsync(
        "iscsi-inq", $"{With(url, $"alice%{Secret}")}?target_user={targetUser}&target_password={targetSecret}");

    private static string With(string url, string credential) =>
        url.Replace("iscsi://", $"iscsi://{credential}@", StringComparison.Ordinal);

    private static Task UntilRefusedAsync(Func<Task<ToolResult>> attempt) => UntilAsync(async () => (await attempt()).ExitCode != 0);

    /// <summary>The VIOSes are told of a change a moment after the command.</summary>
    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var hung = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await happened())
            await polls.WaitForNextTickAsync(hung.Token);
    }
}
