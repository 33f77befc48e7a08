using Akka.Actor;
using VioActors.Api.Objects;

namespace VioActors.Management.View;

/// <summary>
/// Asks the view for objects. Answered with <see cref="ObjectsFound"/>, after every change that the view was told of before this question
/// has been read.
/// </summary>
/// <param name="Kind">Their kind; <see cref="VioObjectKind.All"/> for every one.</param>
/// <param name="Fresh">Read again also what changes without a notice: the space of pools and LUs.</param>
internal sealed record FindObjects(VioObjectKind Kind, bool Fresh) : INoSerializationVerificationNeeded;

/// <summary>
/// Told to the view: this object was changed just now. The notice of it may come from another node, and later.
/// </summary>
internal sealed record ObjectChanged(VioObjectKind Kind, string Id) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="FindObjects"/>, ordered by kind and id.</summary>
/// <param name="IsWhole">False: something of the VIOS DB could not be read yet, so what is missing here may exist.</param>
internal sealed record ObjectsFound(IReadOnlyList<VioObject> Objects, bool IsWhole = true) : INoSerializationVerificationNeeded;

/// <summary>Told to the listener of the view after a source was read and something in it had changed.</summary>
/// <param name="Changes">What has changed.</param>
/// <param name="Complete">Null; or, after everything was read, every object that there is.</param>
internal sealed record ViewChanged(IReadOnlyList<ViewChange> Changes, IReadOnlyList<VioObject>? Complete)
    : INoSerializationVerificationNeeded;

/// <summary>One object that changed.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Object">As it is now; null: gone.</param>
/// <param name="Causes">Names of the events that brought it about, as far as known.</param>
internal sealed record ViewChange(VioObjectKind Kind, string Id, VioObject? Object, IReadOnlyList<string> Causes);

/// <summary>What was read of a source.</summary>
/// <param name="Objects">Its objects.</param>
/// <param name="Refers">Other sources that it names: they belong to the view as long as one does.</param>
internal sealed record SourceContent(IReadOnlyList<VioObject> Objects, IReadOnlyList<ViewSource> Refers)
{
    public static SourceContent Empty { get; } = new([], []);
}

/// <summary>A read came back.</summary>
internal sealed record SourceRead(ViewSource Source, SourceContent Content) : INoSerializationVerificationNeeded;

/// <summary>A read failed; what was known before stays.</summary>
internal sealed record SourceUnread(ViewSource Source, string Reason) : INoSerializationVerificationNeeded;

/// <summary>Time to read again what could not be read.</summary>
internal sealed record ReadSourceAgain(ViewSource Source) : INoSerializationVerificationNeeded;

/// <summary>Time to read everything again.</summary>
internal sealed class RefreshAll : INoSerializationVerificationNeeded
{
    public static RefreshAll Instance { get; } = new();
}
