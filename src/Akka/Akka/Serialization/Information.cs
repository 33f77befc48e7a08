using Akka.Actor;

namespace Akka.Serialization;

/// <summary>For whom is being serialized: the address that peers know this system by. Immutable.</summary>
/// <param name="Address">The address of this system.</param>
/// <param name="System">The system.</param>
public sealed record Information(Address Address, ActorSystem System);
