using System.Net.Http.Headers;
using VioActors.Api.Messages;
using VioActors.Api.Xml;

namespace VioActors.Api.Client;

/// <summary>The VIOS API of a node over HTTP. Thread-safe; one for each node is enough.</summary>
public sealed class VioApiClient : IVioApi, IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;

    /// <param name="address">With the path: http://127.0.0.1:9120/api/v1.</param>
    /// <param name="token">Secret of a token.</param>
    /// <param name="handler">Null for the usual one; give one to trust a certificate of your own.</param>
    public VioApiClient(Uri address, string token, HttpMessageHandler? handler = null)
    {
        _address = address;
        _http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(VioXml.MediaType));

        // A poll waits up to a minute; the caller's own limit is its cancellation.
        _http.Timeout = TimeSpan.FromMinutes(5);
    }

    /// <exception cref="VioConnectException">The node cannot be reached, or what it sent is no response.</exception>
    public async Task<VioResponse> SendAsync(VioRequest request, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(VioXml.Write(request));
            content.Headers.ContentType = new MediaTypeHeaderValue(VioXml.MediaType);
            using var answer = await _http.PostAsync(_address, content, cancellation).ConfigureAwait(false);
            return VioXml.ReadResponse(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
        }
        catch (HttpRequestException cause)
        {
            throw new VioConnectException(
                $"Cannot reach the VIOS API at {_address}: {cause.Message} Check that the node runs and that the address is right.", cause);
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            throw new VioConnectException($"The VIOS API at {_address} gave no answer within {_http.Timeout}.", cause);
        }
        catch (VioXmlException cause)
        {
            throw new VioConnectException($"What {_address} sent is no vioResponse: {cause.Message} Check the address.", cause);
        }
    }

    public void Dispose() => _http.Dispose();
}
