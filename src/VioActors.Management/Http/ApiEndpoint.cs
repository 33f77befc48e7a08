using Microsoft.AspNetCore.Http;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Management.Requests;
using VioActors.Management.Security;

namespace VioActors.Management.Http;

/// <summary>
/// One request: authenticate, read it within its time and size, carry it out. Every answer is a vioResponse. Thread-safe.
/// </summary>
internal sealed class ApiEndpoint(VioApiService service, TokenFile tokens, ApiSettings settings, TimeProvider time)
{
    private readonly CancellationTokenSource _stopping = new();
    private int _requests;
    private int _polls;

    /// <summary>Ends the polls that wait, so that the node need not wait for them.</summary>
    public void Stop() => _stopping.Cancel();

    public Task ServeAsync(HttpContext context) => HttpExchange.ServeAsync(context, AnswerAsync);

    /// <summary>Answers a request that came by another way than HTTP to this node.</summary>
    /// <param name="token">The caller's; null: a part of the cluster itself asks, for an administrator.</param>
    public async Task<VioResponse> CallAsync(string? token, string address, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var caller = token is null ? new Caller("pbm", VioRole.Administrator, address) : Find(token, address);
        if (caller is null)
        {
            return HttpExchange.NotAuthenticated;
        }

        try
        {
            return await LimitAsync(caller, VioXml.ReadRequest(body, XmlLimits.ForRequests), cancellation).ConfigureAwait(false);
        }
        catch (VioXmlException refused)
        {
            return HttpExchange.Refuse(refused);
        }
    }

    private async Task<VioResponse> AnswerAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (HttpExchange.TokenOf(context) is not { } token || Find(token, address) is not { } caller)
        {
            return HttpExchange.NotAuthenticated;
        }

        VioRequest request;
        try
        {
            var body = await HttpExchange.ReadBodyAsync(context, settings.RequestTimeout, time).ConfigureAwait(false);
            request = VioXml.ReadRequest(body, XmlLimits.ForRequests);
        }
        catch (VioXmlException refused)
        {
            return HttpExchange.Refuse(refused);
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
                ? HttpExchange.Refuse(
                    VioFaultCode.Busy, $"{limit} requests are being carried out here.", "Nothing was changed. Try again later.")
                : await service.HandleAsync(caller, request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return HttpExchange.Refuse(
                VioFaultCode.Busy, "The node is stopping.", "Go on with the same token when it is back, or at another node.");
        }
        finally
        {
            Interlocked.Decrement(ref isPoll ? ref _polls : ref _requests);
        }
    }

    private Caller? Find(string token, string address) =>
        tokens.Find(token) is { } known ? new Caller(known.Name, known.Role, address) : null;
}
