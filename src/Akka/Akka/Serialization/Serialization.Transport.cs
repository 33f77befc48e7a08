using Akka.Actor;

namespace Akka.Serialization;

/// <content>The address under which actor references are written.</content>
public partial class Serialization
{
    [ThreadStatic]
    private static Information? _currentInformation;

    /// <summary>For whom this thread is serializing. Throws <see cref="InvalidOperationException"/> outside of that.</summary>
    public static Information GetCurrentTransportInformation() => _currentInformation
        ?? throw new InvalidOperationException("There is no current transport information: call it inside Serialization.WithTransport.");

    /// <summary>Runs <paramref name="action"/> as serialization for <paramref name="system"/>; what is set already stays.</summary>
    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) => WithTransport(system, action, static run => run());

    /// <summary>As above, without a closure.</summary>
    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action) =>
        _currentInformation is null
            ? WithInformation(new Information(system.Provider.DefaultAddress, system), state, action)
            : action(state);

    /// <summary>
    /// The path of a reference as it is written: with the address of its system, so that it can be found from elsewhere. Empty for no
    /// reference.
    /// </summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef is null || Equals(actorRef, ActorRefs.NoSender))
            return string.Empty;
        var path = actorRef.Path;
        var owner = actorRef is ActorRefWithCell withCell ? withCell.Underlying.System as ExtendedActorSystem : null;
        if (_currentInformation is not { } information)
            return owner is null ? path.ToSerializationFormat() : path.ToSerializationFormatWithAddress(owner.Provider.DefaultAddress);
        return path.ToSerializationFormatWithAddress(
            owner is null || ReferenceEquals(owner, information.System) ? information.Address : owner.Provider.DefaultAddress);
    }

    internal static T WithInformation<TState, T>(Information information, TState state, Func<TState, T> action)
    {
        var previous = _currentInformation;
        _currentInformation = information;
        try
        {
            return action(state);
        }
        finally
        {
            _currentInformation = previous;
        }
    }
}
