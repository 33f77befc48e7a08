using Microsoft.AspNetCore.Http;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Management.Requests;
using VioActors.Management.Security;

namespace VioActors.Management.Http;

/// <summary>
/// One HTTP exchange: authenticate, read the request within its time and size, carry it out, write the response. Every answer but the
/// schema is a vioResponse. Thread-safe.
/// </summary>
internal sealed class ApiEndpoint(VioApiService service, TokenFile tokens, ApiSettings settings, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private readonly CancellationTokenSource _stopping = new();
    private int _requests;
    private int _polls;

    /// <summary>Ends the polls that wait, so that the node need not wait for them.</summary>
    public void Stop() => _stopping.Cancel();

    public async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == ApiServer.SchemaPath && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentType = VioXml.MediaType;
            await context.Response.WriteAsync(VioSchema.Text, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        VioResponse response;
        try
        {
            response = await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await WriteAsync(context, response).ConfigureAwait(false);
    }

    private static VioResponse Refuse(VioFaultCode code, string text, string action) =>
        VioResponse.Of(new VioFault(code, null, null, text, action));

    private async Task<VioResponse> AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != ApiServer.RequestPath)
        {
            return Refuse(
                VioFaultCode.NotFound, "There is nothing at this path.",
                $"Post a vioRequest to {ApiServer.RequestPath}; its schema is at {ApiServer.SchemaPath}.");
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return Refuse(VioFaultCode.NotSupported, "Requests are posted.", $"POST a vioRequest to {ApiServer.RequestPath}.");
        }

        if (Authenticate(context) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"vios-api\"";
            return Refuse(
                VioFaultCode.NotAuthenticated, "The request has no token, or one that is not known here.",
                "Send the header 'Authorization: Bearer <token>'; an administrator makes tokens with 'vio api token add'.");
        }

        VioRequest request;
        try
        {
            request = VioXml.ReadRequest(await ReadBodyAsync(context).ConfigureAwait(false), XmlLimits.ForRequests);
        }
        catch (VioXmlException refused)
        {
            return Refuse(refused.Code, refused.Message, $"Nothing was changed. The schema is at {ApiServer.SchemaPath}.");
        }

        return await LimitAsync(caller, request, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<VioResponse> LimitAsync(Caller caller, VioRequest request, CancellationToken cancellation)
    {
        var isPoll = request.Operation is PollEvents;
        var limit = isPoll ? settings.PollsMax : settings.RequestsMax;
        ref var count = ref isPoll ? ref _polls : ref _requests;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, isPoll ? _stopping.Token : CancellationToken.None);
        var others = Interlocked.Increment(ref count);
        try
        {
            return others > limit
                ? Refuse(VioFaultCode.Busy, $"{limit} requests are being carried out here.", "Nothing was changed. Try again later.")
                : await service.HandleAsync(caller, request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return Refuse(VioFaultCode.Busy, "The node is stopping.", "Go on with the same token when it is back, or at another node.");
        }
        finally
        {
            Interlocked.Decrement(ref isPoll ? ref _polls : ref _requests);
        }
    }

    private Caller? Authenticate(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && tokens.Find(header[Scheme.Length..].Trim()) is { } known
            ? new Caller(known.Name, known.Role, context.Connection.RemoteIpAddress?.ToString() ?? "unknown")
            : null;
    }

    /// <exception cref="VioXmlException">It is too large or too slow.</exception>
    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        using var late = new CancellationTokenSource(settings.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, either.Token).ConfigureAwait(false);
            return buffer.ToArray();
        }
        catch (BadHttpRequestException cause) when (cause.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new VioXmlException(
                VioFaultCode.TooLarge, $"The request has more than {XmlLimits.ForRequests.SizeBytesMax} bytes.", cause);
        }
        catch (Exception cause) when (late.IsCancellationRequested
            || cause is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout })
        {
            throw new VioXmlException(
                VioFaultCode.TooSlow, $"The request had not arrived whole after {settings.RequestTimeout.TotalSeconds} s.", cause);
        }
        catch (BadHttpRequestException cause)
        {
            throw new VioXmlException(VioFaultCode.Malformed, cause.Message, cause);
        }
    }

    private static async Task WriteAsync(HttpContext context, VioResponse response)
    {
        context.Response.StatusCode = HttpStatus.Of(response.Exception?.Code);
        context.Response.ContentType = VioXml.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        var body = VioXml.Write(response);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
