using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>Base of the system messages. It is its own queue node, therefore one instance is sent once, to one cell.</summary>
public abstract class SystemMessage : ISystemMessage, INoSerializationVerificationNeeded
{
    internal SystemMessage? Next { get; set; }
}
