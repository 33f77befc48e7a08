using Akka.Actor;

namespace Akka.Util;

/// <summary>An object that crosses a system boundary as an <see cref="ISurrogate"/>.</summary>
public interface ISurrogated
{
    /// <summary>Makes the surrogate to send.</summary>
    ISurrogate ToSurrogate(ActorSystem system);
}
