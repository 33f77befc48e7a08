using Akka.Actor;

namespace Akka.Util;

/// <summary>What is sent in place of an object that only makes sense inside one actor system.</summary>
public interface ISurrogate
{
    /// <summary>Finds the object again in <paramref name="system"/>.</summary>
    ISurrogated FromSurrogate(ActorSystem system);
}
