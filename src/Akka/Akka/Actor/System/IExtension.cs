namespace Akka.Actor;

/// <summary>A part of a system that exists once in it, made when first asked for.</summary>
public interface IExtension
{
}

/// <summary>Makes an extension.</summary>
public interface IExtensionId
{
    /// <summary>The type under which the extension is registered.</summary>
    Type ExtensionType { get; }

    /// <summary>The instance of <paramref name="system"/>, made if need be.</summary>
    object Apply(ActorSystem system);

    /// <summary>As <see cref="Apply"/>.</summary>
    object Get(ActorSystem system);

    /// <summary>Makes the instance. Called by the system only.</summary>
    object CreateExtension(ExtendedActorSystem system);
}

/// <summary>Makes extensions of type <typeparamref name="T"/>.</summary>
public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    /// <summary>The instance of <paramref name="system"/>, made if need be.</summary>
    new T Apply(ActorSystem system);

    /// <summary>As <see cref="Apply"/>.</summary>
    new T Get(ActorSystem system);

    /// <summary>Makes the instance. Called by the system only.</summary>
    new T CreateExtension(ExtendedActorSystem system);
}

/// <summary>Base of the providers of extensions; needs a constructor without parameters.</summary>
public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    /// <summary>A provider.</summary>
    protected ExtensionIdProvider()
    {
    }

    /// <inheritdoc />
    public Type ExtensionType => typeof(T);

    /// <inheritdoc />
    public T Apply(ActorSystem system) => (T)system.RegisterExtension(this);

    /// <inheritdoc />
    public T Get(ActorSystem system) => (T)system.RegisterExtension(this);

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);

    /// <summary>Makes the instance. Called by the system only.</summary>
    public abstract T CreateExtension(ExtendedActorSystem system);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is not null && obj.GetType() == GetType();

    /// <inheritdoc />
    public override int GetHashCode() => GetType().GetHashCode();
}

/// <summary>Asking a system for extensions.</summary>
public static class ActorSystemWithExtensions
{
    /// <summary>The extension <typeparamref name="T"/>, which must be registered.</summary>
    public static T WithExtension<T>(this ActorSystem system)
        where T : class, IExtension => system.GetExtension<T>();

    /// <summary>The extension that <paramref name="extensionId"/>, a provider type, makes.</summary>
    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension
    {
        if (system.TryGetExtension<T>(out var known))
            return known;
        return (T)system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId, nonPublic: true)!);
    }

    /// <summary>The extension that the provider <typeparamref name="TI"/> makes.</summary>
    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId => system.WithExtension<T>(typeof(TI));
}
