using Akka.Actor;

namespace Akka.Remote.Tests.Fixtures;

/// <summary>A message that goes as JSON and has a reference in it.</summary>
public sealed record Note(string Text, int Number, IActorRef ReplyTo);

/// <summary>A message that nothing is bound to.</summary>
public sealed record Unknown(string Text);
