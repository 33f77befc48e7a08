using Akka.Actor;

namespace Akka.Remote.Wire;

/// <summary>A message on its way to another system.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">The sender, or <c>null</c>.</param>
/// <param name="Recipient">The receiver.</param>
internal readonly record struct OutboundMessage(object Message, IActorRef? Sender, RemoteActorRef Recipient);
