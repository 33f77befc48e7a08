using VioActors.Api.Objects;
using VioActors.Api.Xml;

namespace VioActors.Api.Messages;

/// <summary>A vioRequest: one operation. Immutable; thread-safe.</summary>
/// <param name="RequestId">Chosen by the caller, given back in the response; at most 64 characters.</param>
[XmlName("vioRequest")]
public sealed record VioRequest(string? RequestId, VioOperation Operation);

/// <summary>What a request asks for.</summary>
public abstract record VioOperation;

/// <summary>Asks for all objects of a kind.</summary>
/// <param name="Parent">Only those of that VIOS, pool, client or CEC; null for all.</param>
[XmlName("list")]
public sealed record ListObjects(VioObjectKind Object, string? Parent = null) : VioOperation;

/// <summary>Asks for one object.</summary>
/// <param name="Id">Its id; a VIOS and an LU are found by name too where only one has it.</param>
[XmlName("show")]
public sealed record ShowObject(VioObjectKind Object, string Id) : VioOperation;

/// <summary>Asks what the request's own token is known as. Answered with a caller.</summary>
[XmlName("whoAmI")]
public sealed record WhoAmI : VioOperation;

/// <summary>Makes an object.</summary>
/// <param name="AsJob">True: answered at once with the job that does it.</param>
[XmlName("create")]
public sealed record CreateObject(bool? AsJob, Creation What) : VioOperation;

/// <summary>Changes an object.</summary>
/// <param name="Version">Version that the caller saw; the change is refused when the object has moved on.</param>
/// <param name="AsJob">True: answered at once with the job that does it.</param>
[XmlName("change")]
public sealed record ChangeObject(long Version, bool? AsJob, Alteration What) : VioOperation;

/// <summary>Removes an object.</summary>
/// <param name="Version">Version that the caller saw.</param>
/// <param name="Force">With what depends on it.</param>
/// <param name="AsJob">True: answered at once with the job that does it.</param>
[XmlName("remove")]
public sealed record RemoveObject(VioObjectKind Object, string Id, long Version, bool? Force = null, bool? AsJob = null) : VioOperation;

/// <summary>Asks for events, and waits for the first when there is none.</summary>
/// <param name="After">Resume token of the last event seen; null: from now on.</param>
/// <param name="WaitSeconds">0 to 60; null: 0.</param>
/// <param name="CountMax">1 to 1000; null: 100.</param>
/// <param name="Subscriptions">What is wanted; none: everything.</param>
[XmlName("poll")]
public sealed record PollEvents(string? After, int? WaitSeconds, int? CountMax, IReadOnlyList<Subscription> Subscriptions) : VioOperation;

/// <summary>Objects whose events are wanted.</summary>
/// <param name="Object">Their kind.</param>
/// <param name="Id">One of them; null for all.</param>
/// <param name="Category">lifecycle or alert; null for both.</param>
[XmlName("subscription")]
public sealed record Subscription(VioObjectKind Object, string? Id, string? Category = null);
