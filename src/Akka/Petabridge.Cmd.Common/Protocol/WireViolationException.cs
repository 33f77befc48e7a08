namespace Petabridge.Cmd.Protocol;

/// <summary>The peer sent bytes that are no frame of this protocol; the connection cannot go on.</summary>
internal sealed class WireViolationException(string message) : IOException(message);
