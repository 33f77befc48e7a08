using VioActors.Api.Xml;

namespace VioActors.Api.Messages;

/// <summary>A backup of one VIOS or of the cluster, made now (BR-1, CBR-1). One of the two is named.</summary>
/// <param name="Vios">UUID or name.</param>
/// <param name="Label">First part of the file's name; null: that of the plan.</param>
/// <param name="Place">localStore, repository or viosDb; null: that of the plan. A backup of the cluster goes into the repository.</param>
[XmlName("backup")]
public sealed record BackupCreation(string? Vios = null, string? Cluster = null, string? Label = null, string? Place = null) : Creation;

/// <summary>When backups are made (BR-4); what is null stays. The version of the change is 0.</summary>
/// <param name="Vios">UUID or name; null: of the cluster.</param>
/// <param name="Frequency">never, daily, weekly or monthly.</param>
/// <param name="TimeOfDay">HH:mm in the time zone.</param>
/// <param name="AfterChanges">A backup follows every change of the configuration; for a VIOS only.</param>
[XmlName("backupPlan")]
public sealed record BackupPlanAlteration(
    string? Vios = null,
    string? Cluster = null,
    string? Frequency = null,
    string? TimeOfDay = null,
    int? Day = null,
    string? TimeZone = null,
    int? KeepCount = null,
    string? Place = null,
    string? Label = null,
    bool? AfterChanges = null) : Alteration;

/// <summary>Asks for the configuration of a VIOS (BR-5). Answered with a configuration.</summary>
/// <param name="Vios">UUID or name.</param>
/// <param name="File">A backup of the VIOS or of the cluster; null: the configuration as it is now.</param>
/// <param name="Types">Categories of devices, separated by commas; null: all.</param>
[XmlName("view")]
public sealed record ViewConfiguration(string Vios, string? File = null, string? Types = null) : VioOperation;

/// <summary>Restores a VIOS or the cluster (BR-6, CBR-2). Answered with a restoration.</summary>
/// <param name="Vios">UUID or name; with a cluster: only this one, or null for all.</param>
/// <param name="Cluster">Null: the file is a backup of the one VIOS.</param>
/// <param name="Onto">With a cluster and a VIOS: the member that takes its configuration; null: itself.</param>
/// <param name="Mode">strict, validate, interactive or force; null: strict.</param>
/// <param name="Types">Categories of devices, separated by commas; null: all.</param>
/// <param name="SkipDeviceAttributes">Physical devices are neither compared nor set.</param>
/// <param name="UseLastKnownTable">The UUID table as last read may be used when the management tool cannot be reached.</param>
[XmlName("restore")]
public sealed record RestoreConfiguration(
    string File,
    string? Vios = null,
    string? Cluster = null,
    string? Onto = null,
    string? Mode = null,
    string? Types = null,
    bool? SkipDeviceAttributes = null,
    bool? UseLastKnownTable = null,
    bool? AsJob = null) : VioOperation;

/// <summary>Answers what an interactive restore asks, goes on with one that was interrupted, or takes it back.</summary>
/// <param name="What">yes, no, resume or undo.</param>
[XmlName("decide")]
public sealed record DecideRestore(string Vios, string What) : VioOperation;
