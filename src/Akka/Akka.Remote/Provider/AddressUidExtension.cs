using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Remote;

/// <summary>The number of this incarnation of a system: another one after each start at the same address. Thread-safe.</summary>
public sealed class AddressUidExtension : ExtensionIdProvider<AddressUid>
{
    private static readonly AddressUidExtension Instance = new();

    /// <summary>The number of <paramref name="system"/>, never 0.</summary>
    public static int Uid(ActorSystem system) => Instance.Get(system).Uid;

    /// <inheritdoc />
    public override AddressUid CreateExtension(ExtendedActorSystem system)
    {
        var uid = 0;
        while (uid == 0)
            uid = (int)(((ActorSystemImpl)system).NextUid() & int.MaxValue);
        return new AddressUid(uid);
    }
}

/// <summary>See <see cref="AddressUidExtension"/>.</summary>
/// <param name="Uid">The number.</param>
public sealed record AddressUid(int Uid) : IExtension;
