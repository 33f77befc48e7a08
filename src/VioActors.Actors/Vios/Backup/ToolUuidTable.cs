using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// The UUID table as the management tool gives it (MGT-1). What was read is kept in a file, for the day when the tool is lost together with
/// what it managed. Thread-safe.
/// </summary>
/// <param name="tool">The management tool; it need not run.</param>
/// <param name="lastKnownPath">File for the table as last read.</param>
public sealed class ToolUuidTable(ICanTell tool, string lastKnownPath, TimeSpan answerLimit) : IUuidTable
{
    private const string Manifest = "tool.ToolFound.1";

    private int _writes;

    public ValueList<UuidTableRow>? LastKnown
    {
        get
        {
            try
            {
                return File.Exists(lastKnownPath) && DomainCodec.Decode(File.ReadAllBytes(lastKnownPath), Manifest) is ToolFound found
                    ? RowsOf(found)
                    : null;
            }
            catch (Exception damaged) when (damaged is MessageFormatException or IOException)
            {
                return null;
            }
        }
    }

    public async Task<ValueList<UuidTableRow>?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            if (await tool.Ask<object>(new GetUuidTable(), answerLimit, cancellation).ConfigureAwait(false) is not ToolFound found)
            {
                return null;
            }

            Keep(found);
            return RowsOf(found);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static ValueList<UuidTableRow> RowsOf(ToolFound found) => found.Rows
        .Select(row => new UuidTableRow(row.Vios, row.Name, row.Drc, row.Member && found.Active.Contains(row.Vios)))
        .ToValueList();

    // A convenience: without the file, the table is as unknown as before.
    private void Keep(ToolFound found)
    {
        var unfinished = $"{lastKnownPath}.{Interlocked.Increment(ref _writes)}";
        try
        {
            File.WriteAllBytes(unfinished, DomainCodec.Encode(found));
            File.Move(unfinished, lastKnownPath, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(unfinished);
        }
    }
}
