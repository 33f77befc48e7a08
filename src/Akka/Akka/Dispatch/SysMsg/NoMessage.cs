namespace Akka.Dispatch.SysMsg;

/// <summary>Marks the system queue of a closed mailbox. Never delivered.</summary>
internal sealed class NoMessage : SystemMessage
{
    public static readonly NoMessage Instance = new();

    private NoMessage()
    {
    }
}
