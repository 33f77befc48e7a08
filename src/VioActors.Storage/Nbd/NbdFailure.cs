namespace VioActors.Storage.Nbd;

/// <summary>The server sent what the protocol does not allow, or refused; the connection is of no more use.</summary>
internal sealed class NbdProtocolException(string problem) : Exception(problem);

/// <summary>How a request on one connection ended.</summary>
internal enum NbdEnd
{
    /// <summary>The server answered; <see cref="NbdReply.Errno"/> is 0 for success.</summary>
    Answered,

    /// <summary>Nothing of the request, or not all of it, was handed over: the server cannot have done it.</summary>
    NotSent,

    /// <summary>The server ended the connection: it is dead, or has let go of what it had.</summary>
    EndedByServer,

    /// <summary>This side ended the connection (no answer in time, bytes against the protocol): the server may still be at it.</summary>
    EndedByClient,
}

/// <summary>Outcome of a request on one connection. Immutable.</summary>
internal readonly record struct NbdReply(NbdEnd End, uint Errno, string? Detail);
