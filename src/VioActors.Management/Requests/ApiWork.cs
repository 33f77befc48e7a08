using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Management.Requests;

/// <summary>A change that is ready to be made, at once or as a job. Immutable.</summary>
/// <param name="Verb">create, change, remove, replace, restore or decide.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="ObjectId">Its id.</param>
/// <param name="RunAsync">Makes it; a refusal is thrown.</param>
internal sealed record ApiWork(
    string Verb, VioObjectKind Kind, string ObjectId, Func<ApiRun, CancellationToken, Task<VioResponse>> RunAsync);

/// <summary>How a change is made.</summary>
/// <param name="Limit">How long it may take.</param>
/// <param name="ReportAsync">Takes how far it has come, in percent; null: nobody asks.</param>
internal sealed record ApiRun(TimeSpan Limit, Func<int, string, Task>? ReportAsync);
