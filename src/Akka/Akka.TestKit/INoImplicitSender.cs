namespace Akka.TestKit;

/// <summary>Marks test classes whose code does not send as the test actor.</summary>
public interface INoImplicitSender
{
}
