namespace VioActors.Actors.Images;

/// <summary>A step of producing or replacing an operating system cannot be done; the message says which and why.</summary>
internal sealed class OsStepException(string message) : Exception(message);
