namespace VioActors.Pbm.Client;

/// <summary>No conversation with a command host came about; the message says with which and why.</summary>
public sealed class PbmConnectException : IOException
{
    public PbmConnectException(PbmAddress address, string reason, Exception? cause = null)
        : base($"Could not connect to the command host [{address}]: {reason}", cause) => Address = address;

    public PbmAddress Address { get; }
}
