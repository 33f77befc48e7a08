using VioActors.Api.Messages;

namespace VioActors.Api;

/// <summary>The VIOS API as a caller sees it, wherever it is served. Implementations are thread-safe.</summary>
public interface IVioApi
{
    /// <summary>Sends one request. A refusal is a response with an exception in it, not a thrown one.</summary>
    /// <exception cref="VioConnectException">The node cannot be reached, or what it sent is no response.</exception>
    Task<VioResponse> SendAsync(VioRequest request, CancellationToken cancellation);
}

/// <summary>The node cannot be reached, or what it sent is no response; the message says what to do.</summary>
public sealed class VioConnectException(string message, Exception? cause = null) : Exception(message, cause);
