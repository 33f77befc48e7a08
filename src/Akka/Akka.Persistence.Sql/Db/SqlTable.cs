namespace Akka.Persistence.Sql.Db;

/// <summary>A table of the default mapping with the columns that the plugins read and write.</summary>
internal sealed record SqlTable(string Name, IReadOnlyList<string> Columns)
{
    public static readonly SqlTable Journal = new(
        "journal",
        ["ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "manifest", "identifier", "writer_uuid"]);

    public static readonly SqlTable Tags = new("tags", ["ordering_id", "tag", "sequence_nr", "persistence_id"]);

    public static readonly SqlTable Snapshot = new(
        "snapshot", ["persistence_id", "sequence_number", "created", "snapshot", "manifest", "serializer_id"]);
}
