using VioActors.Api.Objects;
using VioActors.Api.Xml;

namespace VioActors.Api.Messages;

/// <summary>A vioResponse: objects, or the exception. Immutable; thread-safe.</summary>
/// <param name="RequestId">As the request had it.</param>
/// <param name="Status">ok or exception.</param>
/// <param name="NextAfter">Resume token for the next poll; null when this is no answer to one.</param>
/// <param name="ReRead">True: events were missed or the token is not known; read the objects again, then go on with NextAfter.</param>
/// <param name="Exception">Null unless the status is exception; nothing was changed then, unless its code says otherwise.</param>
/// <param name="Objects">What was asked for, made or changed.</param>
[XmlName("vioResponse")]
public sealed record VioResponse(
    string? RequestId,
    string Status,
    string? NextAfter,
    bool? ReRead,
    VioFault? Exception,
    IReadOnlyList<VioObject> Objects)
{
    public static VioResponse Of(params IReadOnlyList<VioObject> objects) => new(null, "ok", null, null, null, objects);

    public static VioResponse Of(VioFault fault) => new(null, "exception", null, null, fault, []);
}

/// <summary>Why a request was refused. Immutable; thread-safe.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Object">Kind of the object; null when the request is about none.</param>
/// <param name="ObjectId">The object.</param>
/// <param name="Text">For people: what was being done, to which object, what is wrong.</param>
/// <param name="Action">What to do.</param>
[XmlName("exception")]
public sealed record VioFault(VioFaultCode Code, string? Object, string? ObjectId, string Text, string Action);

/// <summary>Codes of VIO exceptions.</summary>
public enum VioFaultCode
{
    /// <summary>A failure that the server did not expect; its log says more.</summary>
    Internal,

    /// <summary>The bytes are not well-formed XML, or hold what is not allowed in it.</summary>
    Malformed,

    /// <summary>The document does not follow the schema.</summary>
    NotValid,

    /// <summary>Too large, too deep or too many attributes.</summary>
    TooLarge,

    /// <summary>The request did not arrive in time.</summary>
    TooSlow,

    /// <summary>No token, or one that is not known.</summary>
    NotAuthenticated,

    /// <summary>The token's role does not allow it.</summary>
    NotAuthorized,
    NotFound,
    AlreadyExists,
    Invalid,
    InUse,
    VersionConflict,
    SpaceExhausted,
    WrongStatus,

    /// <summary>Too much is going on; nothing was changed.</summary>
    Busy,

    /// <summary>No answer in time: the operation may still take effect; read the object.</summary>
    Timeout,

    /// <summary>The object does not have this operation.</summary>
    NotSupported,

    /// <summary>The audit log cannot be written, so nothing may be changed.</summary>
    AuditUnavailable,
}
