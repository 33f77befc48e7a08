namespace Petabridge.Cmd;

/// <summary>The final response of a command that failed; the client shows the text as an error and exits with a failure code.</summary>
public class ErroredCommandResponse : CommandResponse
{
    public ErroredCommandResponse(string text)
        : base(text, final: true)
    {
    }
}
