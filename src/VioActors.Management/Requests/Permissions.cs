using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Security;

namespace VioActors.Management.Requests;

/// <summary>Which role an operation needs. Thread-safe.</summary>
internal static class Permissions
{
    public static VioRole RoleFor(VioOperation operation) => operation switch
    {
        ListObjects or ShowObject or PollEvents or ViewConfiguration or WhoAmI => VioRole.Viewer,
        RestoreConfiguration or DecideRestore => VioRole.Administrator,
        ChangeObject { What: BackupPlanAlteration { Cluster: not null } } => VioRole.Administrator,
        CreateObject { What: ViosCreation } => VioRole.Administrator,
        ChangeObject { What: ClusterAlteration } => VioRole.Administrator,
        CreateObject { What: PvCreation } or ChangeObject { What: PvAlteration } => VioRole.Administrator,
        RemoveObject { Object: VioObjectKind.Vios or VioObjectKind.Cluster or VioObjectKind.Pv } => VioRole.Administrator,
        _ => VioRole.Operator,
    };

    /// <summary>Whether it changes something, and so belongs into the audit log.</summary>
    public static bool IsChange(VioOperation operation) =>
        operation is CreateObject or ChangeObject or RemoveObject or RestoreConfiguration or DecideRestore;

    /// <summary>The operation with its object, for the audit log.</summary>
    public static string Describe(VioOperation operation) => operation switch
    {
        ListObjects list => $"list {View.Words.Of(list.Object)}",
        ShowObject show => $"show {View.Words.Of(show.Object)} {show.Id}",
        CreateObject { What: var what } => $"create {what}",
        ChangeObject { What: ClusterAlteration policy } change =>
            $"change policy {policy.Policy} from version {change.Version} to {policy.Content.Length} characters",
        ChangeObject change => $"change from version {change.Version}: {change.What}",
        RemoveObject remove =>
            $"remove {View.Words.Of(remove.Object)} {remove.Id} of version {remove.Version}{(remove.Force == true ? ", forced" : "")}",
        ViewConfiguration or RestoreConfiguration or DecideRestore => operation.ToString(),
        _ => operation.GetType().Name,
    };
}
