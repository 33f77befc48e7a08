using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Api.Client;

/// <summary>The operations of the API, typed: a refusal is thrown. Thread-safe.</summary>
public static class VioApiCalls
{
    /// <summary>All objects of a kind.</summary>
    /// <param name="parent">Only those of that VIOS, pool, client or CEC; null for all.</param>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        this IVioApi api, VioObjectKind kind, string? parent = null, CancellationToken cancellation = default)
        where T : VioObject =>
        [.. (await DoAsync(api, new ListObjects(kind, parent), cancellation).ConfigureAwait(false)).Objects.Cast<T>()];

    /// <summary>Every object of the machine (REG-10).</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<IReadOnlyList<VioObject>> ViewAsync(this IVioApi api, CancellationToken cancellation = default) =>
        api.ListAsync<VioObject>(VioObjectKind.All, null, cancellation);

    /// <summary>One object, by id or name.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static async Task<T> ShowAsync<T>(
        this IVioApi api, VioObjectKind kind, string id, CancellationToken cancellation = default)
        where T : VioObject => One<T>(await DoAsync(api, new ShowObject(kind, id), cancellation).ConfigureAwait(false));

    /// <summary>Makes an object and gives it.</summary>
    /// <exception cref="VioRefusedException">It was refused; nothing was changed unless its code is a timeout.</exception>
    public static async Task<T> CreateAsync<T>(this IVioApi api, Creation what, CancellationToken cancellation = default)
        where T : VioObject => One<T>(await DoAsync(api, new CreateObject(null, what), cancellation).ConfigureAwait(false));

    /// <summary>Changes an object and gives it as it is now.</summary>
    /// <param name="version">Version that the caller saw.</param>
    /// <exception cref="VioRefusedException">It was refused; nothing was changed unless its code is a timeout.</exception>
    public static async Task<T> ChangeAsync<T>(
        this IVioApi api, long version, Alteration what, CancellationToken cancellation = default)
        where T : VioObject => One<T>(await DoAsync(api, new ChangeObject(version, null, what), cancellation).ConfigureAwait(false));

    /// <summary>Removes an object.</summary>
    /// <exception cref="VioRefusedException">It was refused; nothing was changed unless its code is a timeout.</exception>
    public static Task RemoveAsync(
        this IVioApi api, VioObjectKind kind, string id, long version, bool force = false, CancellationToken cancellation = default) =>
        DoAsync(api, new RemoveObject(kind, id, version, force), cancellation);

    /// <summary>Begins a change that takes its time; the job can be shown from anywhere until it has ended, and afterwards.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static async Task<JobObject> BeginAsync(this IVioApi api, VioOperation change, CancellationToken cancellation = default) =>
        One<JobObject>(await DoAsync(api, AsJob(change), cancellation).ConfigureAwait(false));

    /// <summary>Events after a token.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static async Task<EventPage> PollAsync(this IVioApi api, PollEvents poll, CancellationToken cancellation = default)
    {
        var response = await DoAsync(api, poll, cancellation).ConfigureAwait(false);
        return new EventPage([.. response.Objects.Cast<EventObject>()], response.NextAfter!, response.ReRead ?? false);
    }

    /// <summary>Sends an operation that is answered with one object.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    internal static async Task<T> OneAsync<T>(this IVioApi api, VioOperation operation, CancellationToken cancellation)
        where T : VioObject => One<T>(await DoAsync(api, operation, cancellation).ConfigureAwait(false));

    private static VioOperation AsJob(VioOperation change) => change switch
    {
        CreateObject create => create with { AsJob = true },
        ChangeObject alter => alter with { AsJob = true },
        RemoveObject remove => remove with { AsJob = true },
        RestoreConfiguration restore => restore with { AsJob = true },
        _ => throw new ArgumentException($"{change.GetType().Name} changes nothing and has no job.", nameof(change)),
    };

    private static T One<T>(VioResponse response)
        where T : VioObject => response.Objects is [T only]
        ? only
        : throw new VioConnectException($"The response has {response.Objects.Count} objects; one {typeof(T).Name} was expected.");

    private static async Task<VioResponse> DoAsync(IVioApi api, VioOperation operation, CancellationToken cancellation)
    {
        var response = await api.SendAsync(new VioRequest(null, operation), cancellation).ConfigureAwait(false);
        return response.Exception is { } fault ? throw new VioRefusedException(fault) : response;
    }
}

/// <summary>Events, and where to go on. Immutable.</summary>
/// <param name="Next">Token for the next poll.</param>
/// <param name="ReRead">Events were missed: read the objects again.</param>
public sealed record EventPage(IReadOnlyList<EventObject> Events, string Next, bool ReRead);

/// <summary>The API refused a request.</summary>
public sealed class VioRefusedException(VioFault fault) : Exception($"{fault.Text} {fault.Action}")
{
    public VioFault Fault { get; } = fault;
}
