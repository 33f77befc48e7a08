namespace VioActors.Pbm.Rendering;

/// <summary>A column of a table. Immutable, thread-safe.</summary>
/// <param name="Name">The heading for people, such as "LU NAME".</param>
/// <param name="Field">The name for programs and for <c>-field</c>: lower case, words joined by '_', such as lu_name.</param>
/// <param name="AlignRight">For numbers and sizes.</param>
public sealed record TableColumn(string Name, string Field, bool AlignRight = false)
{
    /// <summary>A column whose heading follows from the field: lu_name has the heading LU NAME.</summary>
    public static TableColumn Of(string field, bool alignRight = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        return new TableColumn(field.Replace('_', ' ').ToUpperInvariant(), field, alignRight);
    }
}
