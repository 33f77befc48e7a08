using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using VioActors.Domain.Commands;

namespace VioActors.Pbm.Rendering;

/// <summary>A table as an array of objects, one a line group, indented. Pure, thread-safe.</summary>
internal static class JsonTable
{
    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Render(Table table)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartArray();
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Count; i++)
                {
                    json.WritePropertyName(table.Columns[i].Field);
                    WriteValue(json, row[i]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, Cell cell)
    {
        switch (cell.Kind)
        {
            case TableCellKind.Null:
                json.WriteNullValue();
                break;
            case TableCellKind.Number:
                json.WriteRawValue(cell.Raw);
                break;
            case TableCellKind.Boolean:
                json.WriteBooleanValue(cell.Raw == "true");
                break;
            default:
                json.WriteStringValue(cell.Raw);
                break;
        }
    }
}
