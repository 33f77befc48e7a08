namespace Akka.Remote.Transport;

/// <summary>The other side does not want the connection.</summary>
internal sealed class HandshakeRefusedException : IOException
{
    public HandshakeRefusedException(string message, bool quarantined)
        : base(message)
    {
        Quarantined = quarantined;
    }

    /// <summary>Whether it has shut this system out.</summary>
    public bool Quarantined { get; }
}
