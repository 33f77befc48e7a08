using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Reads the <see cref="TestKitSettings"/> of a system, once.</summary>
public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    /// <summary>The settings of <paramref name="system"/>.</summary>
    public static TestKitSettings For(ActorSystem system) => new TestKitExtension().Get(system);

    /// <inheritdoc />
    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);
}
