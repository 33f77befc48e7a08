using System.Globalization;
using VioActors.Domain.Commands;

namespace VioActors.Pbm.Rendering;

/// <summary>
/// One value of a table: how people read it, and what programs get (the invariant form in delimited output, a JSON value in JSON).
/// Immutable,
/// thread-safe.
/// </summary>
public readonly record struct Cell
{
    private Cell(string shown, string raw, TableCellKind kind)
    {
        Shown = shown;
        Raw = raw;
        Kind = kind;
    }

    /// <summary>No value: empty in text and delimited output, null in JSON.</summary>
    public static Cell None => new("", "", TableCellKind.Null);

    /// <summary>For people.</summary>
    public string Shown { get; }

    /// <summary>For programs: invariant culture, sizes in bytes, times in UTC as ISO 8601.</summary>
    public string Raw { get; }

    internal TableCellKind Kind { get; }

    public static implicit operator Cell(string? text) => text is null ? None : new Cell(text, text, TableCellKind.Text);

    public static implicit operator Cell(long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return new Cell(text, text, TableCellKind.Number);
    }

    public static implicit operator Cell(bool flag) => new(flag ? "yes" : "no", flag ? "true" : "false", TableCellKind.Boolean);

    public static implicit operator Cell(DateTimeOffset time) => new(
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z",
        time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        TableCellKind.Text);

    /// <summary>A size: 1.5 GiB for people, the bytes for programs.</summary>
    public static Cell Size(long bytes) => new(ByteSize.ToText(bytes), bytes.ToString(CultureInfo.InvariantCulture), TableCellKind.Number);

    /// <summary>A cell of a table that another process filled.</summary>
    internal static Cell From(TableCell cell) => new(cell.Shown, cell.Raw, cell.Kind);

    /// <summary>For another process.</summary>
    internal TableCell ToWire() => new(Shown, Raw, Kind);

    /// <summary>A share of a whole: 0.356 is 35.6 % for people, 0.356 for programs.</summary>
    public static Cell Share(double share) => double.IsFinite(share)
        ? new Cell(
            (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
            share.ToString("0.####", CultureInfo.InvariantCulture),
            TableCellKind.Number)
        : None;
}
