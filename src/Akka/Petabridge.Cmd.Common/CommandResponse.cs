namespace Petabridge.Cmd;

/// <summary>
/// What a handler tells the sender of a command: one or more lines of text. A command is answered by any number of responses of which
/// the last
/// is final. Immutable, thread-safe.
/// </summary>
public class CommandResponse
{
    /// <param name="text">Lines separated by '\n'. Empty in the final response: the output ends without another line.</param>
    /// <param name="final">False when more responses follow.</param>
    public CommandResponse(string text, bool final = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        Final = final;
    }

    public string Text { get; }

    /// <summary>True on the last response of a command.</summary>
    public bool Final { get; }

    public override string ToString() => Text;
}
