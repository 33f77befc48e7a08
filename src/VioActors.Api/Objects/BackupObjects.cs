using VioActors.Api.Xml;

namespace VioActors.Api.Objects;

/// <summary>A backup file that was found, opened and checked (BR-3, CBR-1).</summary>
/// <param name="Id">VIOS or cluster, place and file.</param>
/// <param name="Vios">UUID; null for a backup of the cluster.</param>
/// <param name="Cluster">Null for a backup of one VIOS.</param>
/// <param name="Place">localStore, repository or viosDb.</param>
/// <param name="State">valid or invalid.</param>
/// <param name="TakenUtc">Null when it is not valid.</param>
/// <param name="DbPosition">Position of the VIOS DB that its parts agree with; null: none is named.</param>
/// <param name="Problem">Why it is not valid.</param>
/// <param name="Missing">VIOSes that it lacks.</param>
[XmlName("backup")]
public sealed record BackupObject(
    string Id,
    string? Vios,
    string? Cluster,
    string File,
    string Place,
    long SizeBytes,
    string State,
    DateTimeOffset? TakenUtc,
    long? DbPosition,
    string? Problem,
    IReadOnlyList<MissingVios> Missing) : VioObject(Id);

/// <summary>A VIOS that a backup of the cluster lacks (CBR-3).</summary>
[XmlName("missing")]
public sealed record MissingVios(string Vios, string Name, string Reason);

/// <summary>When backups are made, and how many are kept (BR-4).</summary>
/// <param name="Id">UUID of the VIOS, or name of the cluster.</param>
/// <param name="Frequency">never, daily, weekly or monthly.</param>
/// <param name="TimeOfDay">HH:mm in the time zone.</param>
/// <param name="Day">Weekly: 0 (Sunday) to 6; monthly: 1 to 31.</param>
/// <param name="NextUtc">Null: none is due by the clock.</param>
[XmlName("backupPlan")]
public sealed record BackupPlanObject(
    string Id,
    string Frequency,
    string TimeOfDay,
    int Day,
    string TimeZone,
    int KeepCount,
    string Place,
    string Label,
    bool AfterChanges,
    DateTimeOffset? LastUtc,
    DateTimeOffset? NextUtc) : VioObject(Id);

/// <summary>The configuration of a VIOS, as a backup has it or as it is now (BR-5). Secrets are left out.</summary>
/// <param name="Id">UUID of the VIOS.</param>
/// <param name="Number">Of the backup; 0: as it is now.</param>
[XmlName("configuration")]
public sealed record ConfigurationObject(
    string Id,
    string Name,
    string Drc,
    string Cluster,
    long Number,
    DateTimeOffset TakenUtc,
    long DbPosition,
    IReadOnlyList<ConfiguredDevice> Devices) : VioObject(Id);

/// <summary>A device of a configuration.</summary>
/// <param name="Category">What -type of viosbr calls it.</param>
/// <param name="Parent">Name of the device that it belongs to.</param>
[XmlName("configuredDevice")]
public sealed record ConfiguredDevice(
    string Category, string Kind, string Name, string? Parent, string? Location, IReadOnlyList<ConfiguredAttribute> Attributes);

/// <summary>An attribute of a device with its value.</summary>
[XmlName("attribute")]
public sealed record ConfiguredAttribute(string Name, string Value);

/// <summary>What a restore came to, or what it asks (BR-6, BR-7, CBR-2).</summary>
/// <param name="Id">UUID of the VIOS, or name of the cluster.</param>
/// <param name="File">Null where a question of it was answered.</param>
/// <param name="End">validated, restored, restoredInPart, refused or undone; asks: the finding is to be answered.</param>
/// <param name="ExitCode">0: all is as the backup has it; 1: refused, nothing was changed; 2: in part; 3: undone.</param>
/// <param name="QuestionNumber">From 1; null when nothing is asked.</param>
/// <param name="Findings">Devices that are not deployed, each with the reason; of a cluster each node has its own.</param>
[XmlName("restoration")]
public sealed record RestorationObject(
    string Id,
    string? File,
    string End,
    int ExitCode,
    string Reason,
    int DeployedCount,
    int NotDeployedCount,
    int? QuestionNumber,
    int? QuestionCount,
    IReadOnlyList<FindingObject> Findings,
    IReadOnlyList<NodeRestoration> Nodes) : VioObject(Id);

/// <summary>What a restore found about a device.</summary>
/// <param name="Finding">alreadyDeployed, toBeSet, toBeCreated, mismatch or cannotBeDeployed.</param>
[XmlName("finding")]
public sealed record FindingObject(string Kind, string Name, string Finding, string Reason);

/// <summary>What became of one VIOS in a restore of the cluster.</summary>
/// <param name="End">As of a restoration; unspecified when it could not be asked.</param>
/// <param name="Findings">The first devices that are not deployed.</param>
[XmlName("nodeRestoration")]
public sealed record NodeRestoration(
    string Vios, string Name, string End, string Problem, int DeployedCount, int NotDeployedCount, IReadOnlyList<FindingObject> Findings);
