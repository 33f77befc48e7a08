using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Whether a backup belongs to the VIOS that restores it (BR-9). Thread-safe.
/// </summary>
internal static class Ownership
{
    /// <summary>Why the backup must not be restored here, as a sentence; null when it may.</summary>
    /// <param name="backup">Header of the backup.</param>
    /// <param name="rows">The UUID table.</param>
    public static string? FindObstacle(BackupHeader backup, VioUuid vios, DrcName drc, ValueList<UuidTableRow> rows)
    {
        if (rows.FirstOrDefault(row => row.Vios == backup.Vios) is not { } row)
        {
            return $"The backup is of {backup.Drc}, this VIOS is {drc}, and the UUID table of the management tool has no VIOS "
                + $"{backup.Vios}: "
                + "the backup is not known to belong to this system.";
        }

        // The same VIOS at another place: the table knows it here, or still where the backup was taken.
        if (backup.Vios == vios)
        {
            return row.Drc == drc || row.Drc == backup.Drc ? null
                : $"The UUID table has VIOS {vios} at {row.Drc}, but this is {drc} and the backup was taken at {backup.Drc}; let the VIOS "
                    + "register here first.";
        }

        // Another VIOS takes its place, after a crash or with a new UUID after a re-installation.
        return row.IsActive
                ? $"VIOS {row.Name} ({row.Vios}), whose backup this is, runs at {row.Drc}: its clients cannot have two; stop it first."
            : row.Drc != backup.Drc
                ? $"The UUID table has VIOS {row.Name} ({row.Vios}) at {row.Drc}, but the backup was taken at {backup.Drc}; use a later "
                    + $"one."
            : null;
    }
}
