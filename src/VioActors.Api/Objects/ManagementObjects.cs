using VioActors.Api.Xml;

namespace VioActors.Api.Objects;

/// <summary>Something that happened to an object (MGT-4). It says what changed; the object itself is read.</summary>
/// <param name="Id">Resume token: a poll after it gives what came later.</param>
/// <param name="Category">lifecycle or alert.</param>
/// <param name="Change">created, changed or removed.</param>
/// <param name="Object">Kind of the object.</param>
/// <param name="ObjectId">Its id.</param>
/// <param name="Version">Version that it has now; null when it has none or is gone.</param>
/// <param name="What">For people.</param>
[XmlName("event")]
public sealed record EventObject(
    string Id,
    DateTimeOffset AtUtc,
    string Category,
    string Change,
    string Object,
    string ObjectId,
    long? Version,
    string What) : VioObject(Id);

/// <summary>A long operation.</summary>
/// <param name="State">running, succeeded, failed or interrupted.</param>
/// <param name="Operation">create, change or remove.</param>
/// <param name="Object">Kind of the object that it is about.</param>
/// <param name="ObjectId">The object; of a creation the id that it gets.</param>
/// <param name="ByWhom">Name of the token that asked for it.</param>
/// <param name="ProgressPercent">0 to 100.</param>
/// <param name="Text">What it does, or what came of it.</param>
[XmlName("job")]
public sealed record JobObject(
    string Id,
    string State,
    string Operation,
    string Object,
    string ObjectId,
    string ByWhom,
    DateTimeOffset BegunUtc,
    DateTimeOffset? EndedUtc,
    int ProgressPercent,
    string Text) : VioObject(Id)
{
    /// <summary>Not running any more.</summary>
    public bool HasEnded() => State != "running";

    public override string Condition() => State;
}

/// <summary>What the management tool keeps (MGT-1).</summary>
/// <param name="ClusterState">ok: all members active; degraded; down: none is.</param>
/// <param name="ClusterVersion">Version of the cluster data that the report is made of.</param>
[XmlName("tool")]
public sealed record ToolObject(
    string Id,
    string ClusterState,
    long ClusterVersion,
    DateTimeOffset ReportedUtc,
    IReadOnlyList<ActiveNode> ActiveNodes,
    IReadOnlyList<UuidEntry> Uuids) : VioObject(Id)
{
    public override VioObject Settled() => this with { ReportedUtc = default };
}

/// <summary>A row of the UUID table: a VIOS with its place.</summary>
/// <param name="Member">False: it was removed from the cluster; the row stays, since a UUID is never reused (SYS-4).</param>
[XmlName("uuid")]
public sealed record UuidEntry(string Vios, string Name, string Cec, string Drc, bool Member, IReadOnlyList<DeviceIdentity> Devices);

/// <summary>Location code and name of a device of a VIOS.</summary>
[XmlName("device")]
public sealed record DeviceIdentity(string Drc, string Name);

/// <summary>Who sent the request.</summary>
/// <param name="Id">Name of the token.</param>
/// <param name="Role">viewer, operator or administrator.</param>
[XmlName("caller")]
public sealed record CallerObject(string Id, string Role) : VioObject(Id);
