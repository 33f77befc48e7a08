using System.Diagnostics;
using System.Text.Json.Nodes;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Console;

/// <summary>Chromium without a window. What a test waits for it asks for again until it is there.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>The key by which WebDriver names an element in JSON (W3C WebDriver, clause 11).</summary>
    private const string ElementKey = "element-6066-11e4-a52e-4f735466cecf";

    /// <summary>On a busy host it may not be there within the limit of its driver, which ends it then.</summary>
    private const int StartsMax = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly WebDriver _driver;
    private readonly string _session;

    private Browser(WebDriver driver, string session) => (_driver, _session) = (driver, session);

    public static async Task<Browser> StartAsync(TemporaryFolder folder)
    {
        for (var start = 1; ; start++)
        {
            try
            {
                return await StartAsync(folder, folder.File($"browser{start}"));
            }
            catch (WebDriverException notStarted) when (notStarted.Code == "session not created" && start < StartsMax)
            {
                // Nothing is left of it.
            }
        }
    }

    private static async Task<Browser> StartAsync(TemporaryFolder folder, string userData)
    {
        var driver = await WebDriver.StartAsync(folder);
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1280,900",
            $"--user-data-dir={userData}",
        ];
        try
        {
            var made = await driver.SendAsync(HttpMethod.Post, "/session", new
            {
                capabilities = new
                {
                    alwaysMatch = new Dictionary<string, object>
                    {
                        ["browserName"] = "chrome",
                        ["goog:chromeOptions"] = new { args = arguments },
                        ["goog:loggingPrefs"] = new { browser = "ALL" },
                    },
                },
            });
            return new Browser(driver, $"/session/{made!["sessionId"]}");
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    public Task GoAsync(Uri address) => PostAsync("url", new { url = address.AbsoluteUri });

    /// <summary>Runs the body of a function in the page.</summary>
    /// <param name="arguments">Its <c>arguments</c>.</param>
    public Task<JsonNode?> RunAsync(string script, params object[] arguments) =>
        PostAsync("execute/sync", new { script, args = arguments });

    /// <summary>Completes when an expression is true.</summary>
    public async Task UntilAsync(string expression, params object[] arguments)
    {
        var begun = Stopwatch.GetTimestamp();
        using var steps = new PeriodicTimer(Step);
        while ((await RunAsync($"return Boolean({expression})", arguments))?.GetValue<bool>() != true)
        {
            if (Stopwatch.GetElapsedTime(begun) > Limit)
                Assert.Fail($"Not seen within {Limit}: {expression} {string.Join(", ", arguments)}\n{await DescribeAsync()}");
            await steps.WaitForNextTickAsync();
        }
    }

    /// <summary>Completes when the text of an element holds this text.</summary>
    public Task UntilTextAsync(string selector, string text) => UntilAsync(
        "document.querySelector(arguments[0])?.textContent.includes(arguments[1])", selector, text);

    /// <summary>Clicks as a user does, when the element is there and can be.</summary>
    public Task ClickAsync(string selector) => OnElementAsync(selector, element => PostAsync($"element/{element}/click", new { }));

    /// <summary>Replaces what is in a field, key by key.</summary>
    public Task TypeAsync(string selector, string text) => OnElementAsync(selector, async element =>
    {
        await PostAsync($"element/{element}/clear", new { });
        await PostAsync($"element/{element}/value", new { text });
    });

    public async Task<string> TextAsync(string selector) =>
        $"{await RunAsync("return document.querySelector(arguments[0])?.textContent ?? ''", selector)}";

    /// <summary>What the page and the browser's console say, for a failed test.</summary>
    public async Task<string> DescribeAsync()
    {
        var log = await PostAsync("se/log", new { type = "browser" });
        return $"{await RunAsync("return location.href + '\\n' + document.body.innerText")}\n{log}";
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _driver.SendAsync(HttpMethod.Delete, _session);
        }
        catch (Exception gone) when (gone is HttpRequestException or WebDriverException)
        {
            // It had ended; the driver takes along what is left of it.
        }
        finally
        {
            await _driver.DisposeAsync();
        }
    }

    /// <summary>The page may make an element anew, or cover it, between finding and using it: it is found again then.</summary>
    private async Task OnElementAsync(string selector, Func<string, Task> use)
    {
        var begun = Stopwatch.GetTimestamp();
        using var steps = new PeriodicTimer(Step);
        while (true)
        {
            try
            {
                var found = await PostAsync("element", new Dictionary<string, string> { ["using"] = "css selector", ["value"] = selector });
                await use($"{found![ElementKey]}");
                return;
            }
            catch (WebDriverException notYet) when (notYet.Code is "no such element" or "stale element reference"
                or "element click intercepted" or "element not interactable" or "invalid element state")
            {
                if (Stopwatch.GetElapsedTime(begun) > Limit)
                    Assert.Fail($"{notYet.Message}\n{await DescribeAsync()}");
                await steps.WaitForNextTickAsync();
            }
        }
    }

    private Task<JsonNode?> PostAsync(string command, object body) => _driver.SendAsync(HttpMethod.Post, $"{_session}/{command}", body);
}
