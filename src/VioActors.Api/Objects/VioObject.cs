namespace VioActors.Api.Objects;

/// <summary>
/// An object of the VIOS API as a response shows it. Each property is the XML attribute of the same name, each list the child elements.
/// Immutable; thread-safe.
/// </summary>
/// <param name="Id">What a request names it by; unique among the objects of its kind.</param>
public abstract record VioObject(string Id)
{
    /// <summary>The same object without what changes all the time and is no event: free space, counters.</summary>
    public virtual VioObject Settled() => this;

    /// <summary>What operators are told of when it changes: a status or an alert level; empty when there is none.</summary>
    public virtual string Condition() => string.Empty;

    /// <summary>Version to give back with a change; null when the object has none.</summary>
    public virtual long? SeenVersion() => null;
}

/// <summary>Kinds of objects, as XML names them.</summary>
public enum VioObjectKind
{
    Cluster,
    Vios,
    Cec,
    Client,
    Adapter,
    Mapping,
    Pool,
    Pv,
    Lu,
    Snapshot,
    Event,
    Job,
    Tool,
    Backup,
    BackupPlan,
    Configuration,
    Restoration,

    /// <summary>Every object of the machine at once: the comprehensive view.</summary>
    All,
}
