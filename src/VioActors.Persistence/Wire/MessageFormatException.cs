namespace VioActors.Persistence.Wire;

/// <summary>Bytes that are no message of the manifest which they came with, or a manifest that this version does not know.</summary>
public sealed class MessageFormatException : Exception
{
    public MessageFormatException(string message)
        : base(message)
    {
    }

    public MessageFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
