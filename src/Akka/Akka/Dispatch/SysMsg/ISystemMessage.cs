namespace Akka.Dispatch.SysMsg;

/// <summary>A message between cells. It is handled before all user messages and while the mailbox is suspended.</summary>
public interface ISystemMessage
{
}
