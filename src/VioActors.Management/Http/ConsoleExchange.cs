using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace VioActors.Management.Http;

/// <summary>
/// Serves the files of the web console (MGT-5), to everybody: they hold no data. What they show they ask of the API with the operator's
/// token, and nothing of it is kept by the browser's cache. Thread-safe.
/// </summary>
internal static class ConsoleExchange
{
    /// <summary>Where the console is.</summary>
    public const string Path = "/console/";

    /// <summary>Files of this origin only, no inline script or style, in no frame of another page.</summary>
    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Start = "index.html";

    /// <summary>Whether a request is the console's; every other one is the API's.</summary>
    public static bool IsFor(HttpRequest request) =>
        request.Path.Value is { } path
        && (path.StartsWith(Path, StringComparison.Ordinal) || (IsReading(request) && path is "/" or "/console" or "/favicon.ico"));

    public static async Task ServeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Guard(response.Headers);
        if (!IsReading(request))
        {
            response.Headers.Allow = "GET, HEAD";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        else if (request.Path.Value is "/" or "/console")
        {
            // RFC 9110 clause 15.4.3: the reference is resolved against what was asked for, whatever name the node has for its caller.
            response.Headers.Location = Path;
            response.StatusCode = StatusCodes.Status302Found;
        }
        else if (request.Path.Value == "/favicon.ico")
        {
            // Browsers ask for it whatever icon a page names.
            response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (ConsoleFiles.All.TryGetValue(NameOf(request.Path.Value!), out var file))
        {
            await SendAsync(context, file).ConfigureAwait(false);
        }
        else
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static async Task SendAsync(HttpContext context, ConsoleFile file)
    {
        var response = context.Response;
        response.Headers.ETag = file.ETag;
        response.Headers.CacheControl = "no-cache";
        if (IsKnown(context.Request, file.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            await response.Body.WriteAsync(file.Bytes, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the file any more.
        }
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>RFC 9110 clause 13.1.2: weak comparison.</summary>
    private static bool IsKnown(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var known)
        && known.Any(tag => tag.Tag == "*" || tag.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false));

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string NameOf(string path) => path.Length == Path.Length ? Start : path[Path.Length..];
}
