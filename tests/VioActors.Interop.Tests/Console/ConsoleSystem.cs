using System.Net;
using System.Text.RegularExpressions;
using VioActors.Api.Client;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Console;

/// <summary>
/// The dev role in a process of its own and a browser that has its console open; shared by the tests of a class, which run one after
/// another. The browser reaches the node by an address that stays the same when the node is started again.
/// </summary>
public sealed partial class ConsoleSystem : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SwitchRelay _relay = new();
    private VioProcess? _vio;
    private Browser? _browser;
    private VioApiClient? _api;

    internal VioProcess Vio => _vio!;

    internal Browser Browser => _browser!;

    internal VioApiClient Api => _api!;

    internal string Token { get; private set; } = "";

    public async Task InitializeAsync()
    {
        try
        {
            await Task.WhenAll(StartAsync(), StartBrowserAsync());
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        async Task StartBrowserAsync() => _browser = await Browser.StartAsync(_folder);
    }

    public async Task DisposeAsync()
    {
        _api?.Dispose();
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_vio is not null)
            await _vio.DisposeAsync();
        _relay.Dispose();
        _folder.Dispose();
    }

    /// <summary>Starts the node, or starts it again on its data.</summary>
    internal async Task StartAsync()
    {
        // On a busy host a write may take longer than an operator would wait.
        _vio = await VioProcess.StartAsync(
            _folder.File("data"), "vio-actors.lpar.rate=0", "vio-actors.management.api.answer-timeout=60s");
        var printed = ApiLine().Match(_vio.Output);
        Assert.True(printed.Success, _vio.Output);
        Token = (await File.ReadAllTextAsync(printed.Groups["token"].Value)).Trim();
        var address = new Uri(printed.Groups["address"].Value);
        _api?.Dispose();
        _api = new VioApiClient(address, Token);
        Assert.Contains($"Web console at {new Uri(address, "/console/")}\n", _vio.Output, StringComparison.Ordinal);
        _relay.PointTo(new IPEndPoint(IPAddress.Loopback, address.Port));
    }

    /// <summary>Makes a token as an operator does, with the program.</summary>
    internal async Task<string> TokenOfViewerAsync()
    {
        string[] arguments =
            [Path.Combine(AppContext.BaseDirectory, "vio.dll"), "api", "token", "add", "reader", "viewer", "--data", _folder.File("data")];
        var said = (await Tool.RunAsync("dotnet", arguments)).MustSucceed().Output;
        return TokenWord().Match(said).Value;
    }

    internal async Task KillAsync()
    {
        await Vio.DisposeAsync();
        _vio = null;
        _relay.PointTo(null);
    }

    /// <summary>A new tab's state: nobody is signed in.</summary>
    internal async Task OpenSignedOutAsync()
    {
        await Browser.GoAsync(new Uri(Root, "/console/icon.svg"));
        await Browser.RunAsync("sessionStorage.clear()");
        await Browser.GoAsync(new Uri(Root, "/"));
        await Browser.UntilAsync("document.getElementById('token')");
    }

    /// <summary>Signed in, on a page that is live.</summary>
    /// <param name="page">After the <c>#</c>.</param>
    /// <param name="token">Null: the administrator's.</param>
    internal async Task OpenAsync(string page, string? token = null)
    {
        await OpenSignedOutAsync();
        await Browser.RunAsync("location.hash = arguments[0]", page);
        await SignInAsync(token ?? Token);
        await Browser.UntilTextAsync(".live[data-state=connected]", "Live");
    }

    internal async Task SignInAsync(string token)
    {
        await Browser.TypeAsync("#token", token);
        await Browser.ClickAsync(".sign-in button");
    }

    private Uri Root => new($"http://{_relay.Address}/");

    [GeneratedRegex(@"vio_\S+")]
    private static partial Regex TokenWord();

    [GeneratedRegex(@"^VIOS API at (?<address>\S+), administrator's token in (?<token>\S+)", RegexOptions.Multiline)]
    private static partial Regex ApiLine();
}
