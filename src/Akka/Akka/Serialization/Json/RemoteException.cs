using Akka.Actor;

namespace Akka.Serialization;

/// <summary>An exception of another process whose class is not known here, or cannot be made here.</summary>
public sealed class RemoteException : AkkaException
{
    /// <summary>Of the class <paramref name="typeName"/>.</summary>
    public RemoteException(string typeName, string message, Exception? cause)
        : base($"{typeName}: {message}", cause!)
    {
        TypeName = typeName;
    }

    /// <summary>The name of the class over there.</summary>
    public string TypeName { get; }
}
