using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Requests;

namespace VioActors.Management.Backups;

/// <summary>Which operations are about backups, and how their values are refused. Thread-safe.</summary>
internal static class BackupOperations
{
    /// <summary>It reads what only those who make backups have.</summary>
    public static bool IsReading(VioOperation operation) => operation switch
    {
        ViewConfiguration => true,
        ListObjects list => IsOurs(list.Object),
        ShowObject show => IsOurs(show.Object),
        _ => false,
    };

    /// <summary>A value that is none becomes a refusal.</summary>
    /// <exception cref="RequestRefusedException">It was refused.</exception>
    public static async Task<VioResponse> GuardAsync(Func<Task<VioResponse>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (FormatException cause)
        {
            throw Invalid(cause);
        }
    }

    public static RequestRefusedException Invalid(FormatException cause) => new(
        VioFaultCode.Invalid, null, null, cause.Message, "Nothing was changed. Correct the value and send the request again.");

    private static bool IsOurs(VioObjectKind kind) =>
        kind is VioObjectKind.Backup or VioObjectKind.BackupPlan or VioObjectKind.Configuration or VioObjectKind.Restoration;
}
