using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Commands;

/// <summary>Calls of the command paths as any HTTP client makes them.</summary>
internal static class CommandCalls
{
    public static HttpClient Client(string? token)
    {
        var http = new HttpClient { Timeout = ApiRig.Limit };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public static Uri CommandOf(Uri api) => new(api, "/api/v1/command");

    public static ByteArrayContent Body(byte[] bytes, string type = "text/plain; charset=utf-8")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    /// <summary>Runs a command to its end; its lines as they came.</summary>
    public static async Task<(int Status, string Body)> RunAsync(Uri api, string? token, string line)
    {
        using var http = Client(token);
        using var content = Body(Encoding.UTF8.GetBytes(line));
        using var answer = await http.PostAsync(CommandOf(api), content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Begins a command; completes when its headers are there.</summary>
    public static Task<HttpResponseMessage> BeginAsync(HttpClient http, Uri api, string line) => http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, CommandOf(api)) { Content = Body(Encoding.UTF8.GetBytes(line)) },
        HttpCompletionOption.ResponseHeadersRead);

    public static VioFaultCode FaultOf(string body) => VioXml.ReadResponse(Encoding.UTF8.GetBytes(body)).Exception!.Code;

    /// <summary>Who, what and the result of each entry.</summary>
    public static IReadOnlyList<string> AuditOf(string path) =>
    [
        .. File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement).Select(entry =>
            $"{entry.GetProperty("who").GetString()}: {entry.GetProperty("what").GetString()}: {entry.GetProperty("result").GetString()}"),
    ];
}
