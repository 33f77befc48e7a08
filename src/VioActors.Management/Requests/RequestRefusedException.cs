using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Management.Requests;

/// <summary>A request is refused; becomes the exception of the response. Never leaves this assembly.</summary>
internal sealed class RequestRefusedException(VioFaultCode code, VioObjectKind? kind, string? id, string text, string action)
    : Exception(text)
{
    public VioFault ToFault() => new(
        code,
        kind is { } known ? View.Words.Of(known) : null,
        string.IsNullOrEmpty(id) ? null : View.Words.Bounded(id, 512),
        View.Words.Bounded(Message, 4096),
        action);
}
