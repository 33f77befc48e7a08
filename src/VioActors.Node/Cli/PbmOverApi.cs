using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Management.Commands;
using VioActors.Pbm.Client;

namespace VioActors.Node.Cli;

/// <summary>
/// One command through the VIOS API of a node, from any host, with the output and exit codes of <c>pbm</c>. A command that loses its
/// caller is given up there.
/// </summary>
internal static class PbmOverApi
{
    private const string BasePath = "/api/v1";
    private const int LineCharsMax = 32 << 20;

    /// <returns>One of <see cref="PbmExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string address, string tokenFile, IReadOnlyList<string> words, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (ProblemOf(address, words, out var target, out var line) is { } problem)
            return await FailAsync(error, problem, PbmExitCode.Usage).ConfigureAwait(false);
        try
        {
            var token = (await File.ReadAllTextAsync(tokenFile, cancellation).ConfigureAwait(false)).Trim();
            if (token.Length == 0 || token.Any(c => c is < '!' or > '~'))
                return await FailAsync(error, $"{tokenFile} holds no token.", PbmExitCode.Usage).ConfigureAwait(false);
            return await SendAsync(target, token, line, output, error, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return PbmExitCode.Interrupted;
        }
        catch (HttpRequestException cause) when (cause.StatusCode is null && cause.HttpRequestError != HttpRequestError.ResponseEnded)
        {
            return await FailAsync(
                error, $"Cannot reach the VIOS API at {address}: {cause.Message} Check that the node runs and that the address is right.",
                PbmExitCode.NoConnection).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is HttpRequestException or HttpIOException or JsonException)
        {
            return await FailAsync(error, $"connection to host terminated. {cause.Message}", PbmExitCode.NoConnection)
                .ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(
                error, $"The token cannot be read: {cause.Message} Give its file with --token-file.", PbmExitCode.Usage)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Null: it can be sent.</summary>
    private static string? ProblemOf(string address, IReadOnlyList<string> words, out Uri target, out string line)
    {
        line = LineOfWords.Of(words);
        target = new Uri("http://127.0.0.1");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var given) || given.Scheme is not ("http" or "https")
            || given.AbsolutePath.TrimEnd('/') is not ("" or BasePath) || given.Query.Length + given.UserInfo.Length > 0)
            return $"'{address}' is no address of a VIOS API; one is https://host:9120.";
        target = new Uri(given, $"{BasePath}/command");
        return words.Count == 0 ? "The shell needs the pbm port; with --api give a command, e.g. vio pbm --api URL vios list."
            : line.Any(char.IsControl) ? "A command over the VIOS API cannot have control characters, such as the end of a line."
            : null;
    }

    private static async Task<int> SendAsync(
        Uri target, string token, string line, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        // How long a command takes is its own affair.
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(line, Encoding.UTF8, "text/plain");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
            return await RefusedAsync(target, answer, error, cancellation).ConfigureAwait(false);
        using var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var lines = new StreamReader(body, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { Length: < LineCharsMax } said)
        {
            var part = JsonSerializer.Deserialize<CommandOutput>(said, JsonSerializerOptions.Web) ?? new CommandOutput();
            if (part.ExitCode is { } code)
                return code;
            var writer = part.Error is null ? output : error;
            await writer.WriteLineAsync(Printable.Of(part.Error ?? part.Line ?? "")).ConfigureAwait(false);
            await writer.FlushAsync(cancellation).ConfigureAwait(false);
        }

        return await FailAsync(
            error, "connection to host terminated. What the command did is not known.", PbmExitCode.NoConnection).ConfigureAwait(false);
    }

    private static async Task<int> RefusedAsync(
        Uri target, HttpResponseMessage answer, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (VioXml.ReadResponse(body).Exception is not { } fault)
                throw new VioXmlException(VioFaultCode.Malformed, "The response has no exception.");
            var code = fault.Code == VioFaultCode.Busy ? PbmExitCode.NoConnection : PbmExitCode.CommandFailed;
            return await FailAsync(error, $"{fault.Text} {fault.Action}", code).ConfigureAwait(false);
        }
        catch (VioXmlException)
        {
            return await FailAsync(
                error, $"What {target} answered ({(int)answer.StatusCode}) is no answer of a VIOS API; check the address.",
                PbmExitCode.NoConnection).ConfigureAwait(false);
        }
    }

    private static async Task<int> FailAsync(TextWriter error, string text, int code)
    {
        await error.WriteLineAsync(Printable.Of(text)).ConfigureAwait(false);
        return code;
    }
}
