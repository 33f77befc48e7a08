using System.Text.Json;

namespace VioActors.Actors.Lpar.Qemu.Qmp;

/// <summary>What QEMU's machine protocol (QMP) says. Immutable; thread-safe. What comes is not trusted.</summary>
internal abstract record QmpMessage
{
    private const int DepthMax = 16;
    private const int TextLengthMax = 500;

    private QmpMessage()
    {
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="QmpException">It is no message of the protocol.</exception>
    public static QmpMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = DepthMax });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new QmpException("a message is no object");
            if (root.TryGetProperty("QMP", out _))
                return new Greeting();
            if (root.TryGetProperty("event", out var name))
                return new Event(TextOf(name), ReadIoError(root));
            if (root.TryGetProperty("error", out var error))
                return new Answer(IdOf(root), TextIn(error, "desc", "class") ?? "an error without a description", null);
            return root.TryGetProperty("return", out var value)
                ? new Answer(IdOf(root), null, TextIn(value, "status"))
                : throw new QmpException("a message is no greeting, event or answer");
        }
        catch (JsonException cause)
        {
            throw new QmpException($"a line is no JSON: {cause.Message}");
        }
    }

    private static BlockIoError? ReadIoError(JsonElement root) =>
        root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && TextIn(data, "action") is { } action
            ? new BlockIoError(
                action, TextIn(data, "node-name", "device") ?? "", TextIn(data, "operation") ?? "", TextIn(data, "reason") ?? "")
            : null;

    private static long? IdOf(JsonElement root) =>
        root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    private static string? TextIn(JsonElement value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text)
                && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } found)
                return Shorten(found);
        }

        return null;
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Shorten(value.GetString()!) : throw new QmpException("the name of an event is no text");

    private static string Shorten(string text) => text.Length <= TextLengthMax ? text : text[..TextLengthMax];

    /// <summary>The first message of a connection.</summary>
    public sealed record Greeting : QmpMessage;

    /// <param name="Name">E.g. <c>STOP</c>.</param>
    /// <param name="Error">Of <c>BLOCK_IO_ERROR</c>.</param>
    public sealed record Event(string Name, BlockIoError? Error) : QmpMessage;

    /// <param name="Id">Of the command; null when it cannot be told.</param>
    /// <param name="Error">Why it was refused; null when it was not.</param>
    /// <param name="Status">Run state, of <c>query-status</c>.</param>
    public sealed record Answer(long? Id, string? Error, string? Status) : QmpMessage;

    /// <summary>The connection ended; nothing follows.</summary>
    public sealed record Closed(string Reason) : QmpMessage;
}

/// <summary>A disk of the machine answered with an error.</summary>
/// <param name="Action">What the machine does: <c>stop</c>, <c>report</c> or <c>ignore</c>.</param>
internal sealed record BlockIoError(string Action, string Node, string Operation, string Reason);

/// <summary>The other side does not speak the protocol.</summary>
internal sealed class QmpException(string message) : Exception(message);
