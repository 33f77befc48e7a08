using VioActors.Api.Objects;
using VioActors.Domain.Common;

namespace VioActors.Management.Requests;

/// <summary>A change as the VIOS DB understands it. Immutable.</summary>
/// <param name="Verb">create, change or remove.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="ObjectId">Its id; for an adapter or mapping to be made, that of its VIOS until the answer names it.</param>
/// <param name="Command">Safe to repeat, except where its expected version says otherwise.</param>
/// <param name="ResultId">Id of the object that the answer is about; null: there is none any more. Throws what the answer refuses.</param>
internal sealed record PlannedChange(
    string Verb,
    VioObjectKind Kind,
    string ObjectId,
    IDomainMessage Command,
    Func<IReply, string?> ResultId);
