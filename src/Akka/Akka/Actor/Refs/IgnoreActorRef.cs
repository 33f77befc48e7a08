using Akka.Util;

namespace Akka.Actor;

/// <summary>Swallows everything: a reply address for those who want no reply. Equal in every system.</summary>
public sealed class IgnoreActorRef : MinimalActorRef
{
    private static readonly ActorPath StaticPath = new RootActorPath(new Address("akka", "all-systems")) / "ignore";

    /// <summary>The reference of the system of <paramref name="provider"/>.</summary>
    public IgnoreActorRef(IActorRefProvider provider)
    {
        Provider = provider;
    }

    /// <inheritdoc />
    public override ActorPath Path => StaticPath;

    /// <inheritdoc />
    public override IActorRefProvider Provider { get; }

    /// <summary>Whether <paramref name="actorRef"/> is such a reference.</summary>
    public static bool IsIgnoreRef(IActorRef actorRef) => actorRef is IgnoreActorRef;

    /// <summary>Whether <paramref name="path"/> is the path of such references.</summary>
    public static bool IsIgnoreRefPath(string path) => path == StaticPath.ToString();

    /// <inheritdoc />
    public override ISurrogate ToSurrogate(ActorSystem system) => new IgnoreSurrogate();

    /// <summary>The reference as it is sent.</summary>
    public sealed class IgnoreSurrogate : ISurrogate
    {
        /// <inheritdoc />
        public ISurrogated FromSurrogate(ActorSystem system) => (ISurrogated)system.IgnoreRef;
    }
}
