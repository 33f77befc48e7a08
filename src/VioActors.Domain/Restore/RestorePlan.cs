using VioActors.Domain.Common;

namespace VioActors.Domain.Restore;

/// <summary>What a restore is going to do. Made before anything is changed. Immutable.</summary>
/// <param name="Findings">One for each device of the backup that the restore covers, in the order of its phases.</param>
/// <param name="Steps">In order; none for a device that does not validate.</param>
public sealed record RestorePlan(ValueList<RestoreFinding> Findings, ValueList<RestoreStep> Steps)
{
    public IEnumerable<RestoreFinding> Faults => Findings.Where(finding => finding.IsFault);
}
