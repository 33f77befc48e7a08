using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>The extension id of <see cref="PetabridgeCmd"/>.</summary>
public sealed class PetabridgeCmdProvider : ExtensionIdProvider<PetabridgeCmd>
{
    public override PetabridgeCmd CreateExtension(ExtendedActorSystem system) => new(system);
}
