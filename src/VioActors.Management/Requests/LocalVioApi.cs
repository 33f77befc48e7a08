using VioActors.Api;
using VioActors.Api.Messages;
using VioActors.Management.Security;

namespace VioActors.Management.Requests;

/// <summary>The API for callers in the same process. Thread-safe.</summary>
internal sealed class LocalVioApi(VioApiService service, Caller caller) : IVioApi
{
    public Task<VioResponse> SendAsync(VioRequest request, CancellationToken cancellation) =>
        service.HandleAsync(caller, request, cancellation);
}
