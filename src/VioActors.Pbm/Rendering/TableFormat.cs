namespace VioActors.Pbm.Rendering;

/// <summary>The forms a table can be printed in.</summary>
public enum TableFormat
{
    /// <summary>Aligned columns with a heading, for people.</summary>
    Table,

    /// <summary>RFC 4180 with a heading of field names.</summary>
    Csv,

    /// <summary>An array of objects with the field names as keys.</summary>
    Json,

    /// <summary>One row a line, fields joined by a delimiter, no heading: the <c>-fmt</c> of PowerVM's commands.</summary>
    Delimited,
}
