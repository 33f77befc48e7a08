using Microsoft.AspNetCore.Http;
using VioActors.Api.Messages;
using VioActors.Api.Xml;

namespace VioActors.Management.Http;

/// <summary>
/// What every HTTP exchange of the API has in common: the paths, the schema, the token's header, the body within its time and size, and the
/// form of the answer. Thread-safe.
/// </summary>
internal static class HttpExchange
{
    /// <summary>
    /// Bytes of a request that are taken off the connection, whatever of them is used: who sends before it reads, as most clients do,
    /// gets the refusal of a request that is too large instead of a broken connection. Beyond it the connection is closed.
    /// </summary>
    public const int TakenBytesMax = 16 << 20;

    private const string Scheme = "Bearer ";

    public static VioResponse NotAuthenticated { get; } = Refuse(
        VioFaultCode.NotAuthenticated, "The request has no token, or one that is not known here.",
        "Send the header 'Authorization: Bearer <token>'; an administrator makes tokens with 'vio api token add'.");

    /// <param name="answer">Answers what was posted to the path of requests.</param>
    public static Task ServeAsync(HttpContext context, Func<HttpContext, Task<VioResponse>> answer) =>
        ServeRawAsync(context, async asked => Finish(await answer(asked).ConfigureAwait(false)));

    /// <param name="answer">Answers what was posted to the path of requests with the response's text.</param>
    public static async Task ServeRawAsync(HttpContext context, Func<HttpContext, Task<(int Status, ReadOnlyMemory<byte> Body)>> answer)
    {
        if (context.Request.Path == ApiServer.SchemaPath && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentType = VioXml.MediaType;
            await context.Response.WriteAsync(VioSchema.Text, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        try
        {
            var (status, body) = Misplaced(context) is { } refusal ? Finish(refusal) : await answer(context).ConfigureAwait(false);
            await WriteAsync(context, status, body).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
    }

    public static VioResponse Refuse(VioFaultCode code, string text, string action) =>
        VioResponse.Of(new VioFault(code, null, null, text, action));

    public static VioResponse Refuse(VioXmlException refused) =>
        Refuse(refused.Code, refused.Message, $"Nothing was changed. The schema is at {ApiServer.SchemaPath}.");

    /// <summary>Null: there is none.</summary>
    public static string? TokenOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>The response with its status, as it is sent.</summary>
    public static (int Status, ReadOnlyMemory<byte> Body) Finish(VioResponse response) =>
        (HttpStatus.Of(response.Exception?.Code), VioXml.Write(response));

    private static VioResponse? Misplaced(HttpContext context) =>
        context.Request.Path != ApiServer.RequestPath
            ? Refuse(
                VioFaultCode.NotFound, "There is nothing at this path.",
                $"Post a vioRequest to {ApiServer.RequestPath}; its schema is at {ApiServer.SchemaPath}.")
        : !HttpMethods.IsPost(context.Request.Method)
            ? Refuse(VioFaultCode.NotSupported, "Requests are posted.", $"POST a vioRequest to {ApiServer.RequestPath}.")
        : null;

    /// <param name="bytesMax">More are refused.</param>
    /// <exception cref="VioXmlException">It is too large or too slow.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(
        HttpContext context, TimeSpan limit, TimeProvider time, int? bytesMax = null)
    {
        var max = bytesMax ?? XmlLimits.ForRequests.SizeBytesMax;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            return await TakeBodyAsync(context.Request, max, either.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException cause) when (cause.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(max, cause);
        }
        catch (Exception cause) when (late.IsCancellationRequested
            || cause is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout })
        {
            throw new VioXmlException(
                VioFaultCode.TooSlow, $"The request had not arrived whole after {limit.TotalSeconds} s.", cause);
        }
        catch (BadHttpRequestException cause)
        {
            throw new VioXmlException(VioFaultCode.Malformed, cause.Message, cause);
        }
    }

    /// <summary>The body; one that is too large is taken to its end and refused then.</summary>
    private static async Task<ReadOnlyMemory<byte>> TakeBodyAsync(HttpRequest request, int max, CancellationToken cancellation)
    {
        if (request.ContentLength > max && request.Headers.Expect.Count > 0)
        {
            // The caller has asked first and has sent nothing yet.
            throw TooLarge(max, null);
        }

        using var kept = new MemoryStream();
        var piece = new byte[16 * 1024];
        var isTooLarge = false;
        for (int count; (count = await request.Body.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0;)
        {
            isTooLarge |= kept.Length + count > max;
            if (!isTooLarge)
            {
                kept.Write(piece, 0, count);
            }
        }

        return isTooLarge ? throw TooLarge(max, null) : kept.ToArray();
    }

    private static VioXmlException TooLarge(int max, Exception? cause) =>
        new(VioFaultCode.TooLarge, $"The request has more than {max} bytes.", cause);

    /// <summary>Writes what is a vioResponse already.</summary>
    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = VioXml.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"vios-api\"";
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
