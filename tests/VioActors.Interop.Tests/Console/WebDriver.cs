using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Console;

/// <summary>A process of Debian's chromedriver, and commands to it by the W3C WebDriver protocol. It and its browser end with it.</summary>
internal sealed partial class WebDriver : IAsyncDisposable
{
    /// <summary>A port is drawn for IPv4 and may be in use for IPv6: the driver ends then, and draws another at its next start.</summary>
    private const int StartsMax = 20;

    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _http;

    private WebDriver(Process process, int port) => (_process, _http) =
        (process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = HungAfter });

    public static async Task<WebDriver> StartAsync(TemporaryFolder folder)
    {
        for (var start = 1; ; start++)
        {
            var process = Tool.Start("chromedriver", "--port=0", $"--log-path={folder.File("chromedriver.log")}");
            if (await PortOfAsync(process) is { } port)
                return new WebDriver(process, port);
            await EndAsync(process);
            Assert.True(start < StartsMax, "chromedriver found no port.");
        }
    }

    /// <summary>Sends a command; gives its value.</summary>
    /// <exception cref="WebDriverException">The driver refused.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync();
        using var response = await _http.SendAsync(request);
        var value = (await response.Content.ReadFromJsonAsync<JsonObject>())?["value"];
        return response.IsSuccessStatusCode
            ? value
            : throw new WebDriverException($"{value?["error"]}", $"{method} {path} {JsonSerializer.Serialize(body)}: {value?["message"]}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await EndAsync(_process);
    }

    /// <summary>The port that it says it listens on; null: it ended, or said none in time.</summary>
    private static async Task<int?> PortOfAsync(Process process)
    {
        var said = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                said.TrySetResult(null);
            else if (PortLine().Match(line.Data) is { Success: true } port)
                said.TrySetResult(int.Parse(port.Groups[1].Value, null));
        };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await Task.WhenAny(said.Task, process.WaitForExitAsync()).WaitAsync(HungAfter) == said.Task ? await said.Task : null;
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().WaitAsync(HungAfter);
        process.Dispose();
    }

    [GeneratedRegex(@"started successfully on port (\d+)")]
    private static partial Regex PortLine();
}

/// <param name="Code">Of the protocol, such as <c>stale element reference</c>.</param>
internal sealed class WebDriverException(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
}
