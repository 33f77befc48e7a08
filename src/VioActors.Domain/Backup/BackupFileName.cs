using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>
/// Name of a backup file: the administrator's label, the DRC name of the VIOS (or the name of the cluster) and the version number (BR-3):
/// <c>nightly.9117.MMA.10F6E2B-V1.0007.tar.gz</c>, <c>nightly.prod.0007.zip</c>. Names nothing outside of its folder. Immutable.
/// </summary>
public sealed record BackupFileName : ITextValue<BackupFileName>
{
    /// <summary>Label of a backup for which none was given.</summary>
    public const string DefaultLabel = "viosbr";

    /// <summary>Longest label, in characters.</summary>
    public const int LabelLengthMax = 63;

    /// <summary>What the file of one VIOS ends with.</summary>
    public const string ViosExtension = ".tar.gz";

    /// <summary>What the file of a cluster ends with.</summary>
    public const string ClusterExtension = ".zip";

    private BackupFileName(string label, DrcName? drc, ClusterName? cluster, long number) =>
        (Label, Drc, Cluster, Number) = (label, drc, cluster, number);

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string Label { get; }

    /// <summary>The VIOS's partition; null for the file of a cluster.</summary>
    public DrcName? Drc { get; }

    /// <summary>Null for the file of a VIOS.</summary>
    public ClusterName? Cluster { get; }

    /// <summary>From 1.</summary>
    public long Number { get; }

    public static BackupFileName OfVios(string label, DrcName drc, long number) => new(label, drc with { Slot = null }, null, number);

    public static BackupFileName OfCluster(string label, ClusterName cluster, long number) => new(label, null, cluster, number);

    /// <summary>What is wrong with a label, for people; null when nothing is.</summary>
    public static string? FindFaultInLabel(string label) =>
        label.Length is > 0 and <= LabelLengthMax && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && label[0] != '-'
            ? null
            : $"The name '{TextRule.Shorten(label)}' cannot begin the name of a backup file; give 1 to {LabelLengthMax} letters, digits, "
                + "'_' or '-'.";

    public static BackupFileName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text, [MaybeNullWhen(false)] out BackupFileName value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = $"'{TextRule.Shorten(text)}' is no name of a backup file; it is written like viosbr.9117.MMA.10F6E2B-V1.0007.tar.gz or "
            + "viosbr.mycluster.0007.zip.";
        if (text is null || text.Length > 255)
        {
            return false;
        }

        var ofVios = text.EndsWith(ViosExtension, StringComparison.Ordinal);
        var stem = ofVios ? text[..^ViosExtension.Length]
            : text.EndsWith(ClusterExtension, StringComparison.Ordinal) ? text[..^ClusterExtension.Length] : "";
        var (first, last) = (stem.IndexOf('.', StringComparison.Ordinal), stem.LastIndexOf('.'));
        if (first <= 0 || last <= first + 1 || FindFaultInLabel(stem[..first]) is not null
            || !long.TryParse(stem[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        var subject = stem[(first + 1)..last];
        value = ofVios
            ? DrcName.TryParse(subject, out var drc, out _) && drc.Slot is null ? OfVios(stem[..first], drc, number) : null
            : ClusterName.TryParse(subject, out var cluster, out _) ? OfCluster(stem[..first], cluster, number) : null;

        // One file has one name: 7 is written 0007.
        value = value?.ToString() == text ? value : null;
        problem = value is null ? problem : null;
        return value is not null;
    }

    public override string ToString() => Drc is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Label}.{Cluster}.{Number:0000}{ClusterExtension}")
        : string.Create(CultureInfo.InvariantCulture, $"{Label}.{Drc}.{Number:0000}{ViosExtension}");
}
