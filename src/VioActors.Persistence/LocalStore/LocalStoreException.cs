namespace VioActors.Persistence.LocalStore;

/// <summary>The local store of a VIOS cannot be used; the message names the file, what is wrong and what to do.</summary>
public sealed class LocalStoreException : Exception
{
    public LocalStoreException(string message)
        : base(message)
    {
    }

    public LocalStoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
