using Akka.Actor;
using VioActors.Api;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Domain.Backup;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Management.Http;

namespace VioActors.Management.Relay;

/// <summary>
/// The VIOS API of a cluster as a process has it that does not host it: brings requests to <see cref="ApiHostActor"/>. As
/// <see cref="IVioApi"/> it speaks for an administrator at this process. Thread-safe.
/// </summary>
/// <param name="host">The host, wherever it is now.</param>
/// <param name="answerLimit">How long a request may take; one that may wait for events by its own wish takes longer.</param>
public sealed class RelayedApi(IActorRef host, TimeSpan answerLimit) : IVioApi
{
    /// <summary>Parts of one answer; more are taken for a fault of the other side.</summary>
    private const int PartCountMax = 1024;

    /// <summary>As long as a poll may wait.</summary>
    private static readonly TimeSpan PollWaitMax = TimeSpan.FromSeconds(60);

    public async Task<VioResponse> SendAsync(VioRequest request, CancellationToken cancellation)
    {
        var (_, body) = await CallAsync(null, "pbm", VioXml.Write(request), cancellation).ConfigureAwait(false);
        try
        {
            return VioXml.ReadResponse(body);
        }
        catch (VioXmlException cause)
        {
            throw new VioConnectException($"What the process that hosts the VIOS API sent is no vioResponse: {cause.Message}", cause);
        }
    }

    /// <summary>Gives the response as it is sent, with its HTTP status.</summary>
    internal async Task<(int Status, ReadOnlyMemory<byte> Body)> CallAsync(
        string? token, string address, ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        var limit = request.Span.IndexOf("poll"u8) < 0 ? answerLimit : answerLimit + PollWaitMax;
        try
        {
            var call = new CallApi(token, address, new FileBytes(request.Span));
            var first = await AskAsync(call, limit, cancellation).ConfigureAwait(false);
            if (first.Count == 1)
            {
                return (first.Status, first.Body.Memory);
            }

            if (first.Count is < 1 or > PartCountMax)
            {
                return Refuse(VioFaultCode.Internal, $"An answer of {first.Count} parts came.");
            }

            using var whole = new MemoryStream();
            whole.Write(first.Body.Memory.Span);
            for (var part = 1; part < first.Count; part++)
            {
                var next = await AskAsync(new GetApiAnswerPart(first.Answer, part), limit, cancellation).ConfigureAwait(false);
                whole.Write(next.Body.Memory.Span);
            }

            return (first.Status, whole.ToArray());
        }
        catch (AskTimeoutException)
        {
            return Refuse(
                VioFaultCode.Timeout, $"No process that hosts the VIOS API answered within {limit.TotalSeconds} s.");
        }
        catch (InvalidOperationException refused)
        {
            return Refuse(VioFaultCode.Busy, refused.Message);
        }
    }

    private static (int Status, ReadOnlyMemory<byte> Body) Refuse(VioFaultCode code, string text) => HttpExchange.Finish(
        HttpExchange.Refuse(code, text, "A change may still take effect: show the object before you send the request again."));

    private async Task<ApiAnswerPart> AskAsync(IDomainMessage message, TimeSpan limit, CancellationToken cancellation) =>
        await host.Ask<object>(message, limit, cancellation).ConfigureAwait(false) switch
        {
            ApiAnswerPart part => part,
            Rejected rejected => throw new InvalidOperationException(rejected.Reason),
            var other => throw new InvalidOperationException(
                $"The answer was a {other.GetType().Name}: that process runs another version."),
        };
}
