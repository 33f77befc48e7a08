namespace VioActors.Domain.Common;

/// <summary>The change was made and is stored.</summary>
public sealed record Ok : IReply
{
    public static Ok Instance { get; } = new();
}

/// <summary>Nothing had to be changed: what was asked for is already so.</summary>
/// <param name="Reason">For people: what was found.</param>
public sealed record NoOp(string Reason) : IReply;

/// <summary>The command was refused and nothing was changed.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Reason">For people: what was being done, to which object, what is wrong, what to do.</param>
public sealed record Rejected(RejectionCode Code, string Reason) : IReply;

/// <summary>Why a command was refused. Values are stored and sent: never renumbered.</summary>
public enum RejectionCode
{
    /// <summary>Not a value that this version knows.</summary>
    Unspecified = 0,

    /// <summary>The object does not exist.</summary>
    NotFound = 1,

    /// <summary>An object of that name or identity exists and is another one.</summary>
    AlreadyExists = 2,

    /// <summary>The argument is out of range or does not fit the object.</summary>
    Invalid = 3,

    /// <summary>The object is in use: remove the use first, or force.</summary>
    InUse = 4,

    /// <summary>The version given is not the object's: read it again.</summary>
    VersionConflict = 5,

    /// <summary>The pool has no chunk left (STO-9).</summary>
    SpaceExhausted = 6,

    /// <summary>The grant is unknown or was ended: acquire a new one.</summary>
    StaleGrant = 7,

    /// <summary>The caller may not use this object (STO-8).</summary>
    NotAuthorized = 8,

    /// <summary>Too much is waiting: try again later.</summary>
    Busy = 9,

    /// <summary>The sender's incarnation is older than the one known.</summary>
    StaleIncarnation = 10,

    /// <summary>The object is in a status which does not allow this.</summary>
    WrongStatus = 11,
}
