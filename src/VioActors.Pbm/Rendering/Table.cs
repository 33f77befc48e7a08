namespace VioActors.Pbm.Rendering;

/// <summary>Columns and rows of cells, before any form is chosen. Not thread-safe while rows are added.</summary>
public sealed class Table
{
    private readonly List<IReadOnlyList<Cell>> _rows = [];

    /// <exception cref="ArgumentException">No column, or two with the same field.</exception>
    public Table(params IReadOnlyList<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0 || columns.DistinctBy(c => c.Field).Count() != columns.Count)
        {
            throw new ArgumentException("A table has one or more columns with different fields.", nameof(columns));
        }

        Columns = columns;
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public IReadOnlyList<IReadOnlyList<Cell>> Rows => _rows;

    /// <exception cref="ArgumentException">Not one cell per column.</exception>
    public Table Add(params IReadOnlyList<Cell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != Columns.Count)
        {
            throw new ArgumentException($"A row of {cells.Count} cells does not fit {Columns.Count} columns.", nameof(cells));
        }

        _rows.Add(cells);
        return this;
    }

    /// <summary>The same rows with only the columns of these fields, in this order. Fields that the table lacks are an error of the
    /// caller.</summary>
    internal Table Select(IReadOnlyList<string> fields)
    {
        var indexes = fields.Select(f => Columns.Select((c, i) => (c, i)).First(x => x.c.Field == f).i).ToArray();
        var selected = new Table([.. indexes.Select(i => Columns[i])]);
        foreach (var row in _rows)
        {
            selected.Add([.. indexes.Select(i => row[i])]);
        }

        return selected;
    }
}
