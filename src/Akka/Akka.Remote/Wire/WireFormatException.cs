using System.Runtime.Serialization;

namespace Akka.Remote.Wire;

/// <summary>Bytes of a peer that are not what the protocol says.</summary>
internal sealed class WireFormatException : SerializationException
{
    public WireFormatException(string message)
        : base(message)
    {
    }

    public WireFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
