using Microsoft.AspNetCore.Http;
using VioActors.Api.Messages;

namespace VioActors.Management.Http;

/// <summary>HTTP status of a response, for callers that look no further (RFC 9110 clause 15). Thread-safe.</summary>
internal static class HttpStatus
{
    /// <param name="code">Null: carried out.</param>
    public static int Of(VioFaultCode? code) => code switch
    {
        null => StatusCodes.Status200OK,
        VioFaultCode.Malformed or VioFaultCode.NotValid or VioFaultCode.Invalid => StatusCodes.Status400BadRequest,
        VioFaultCode.NotAuthenticated => StatusCodes.Status401Unauthorized,
        VioFaultCode.NotAuthorized => StatusCodes.Status403Forbidden,
        VioFaultCode.NotFound => StatusCodes.Status404NotFound,
        VioFaultCode.NotSupported => StatusCodes.Status405MethodNotAllowed,
        VioFaultCode.TooSlow => StatusCodes.Status408RequestTimeout,
        VioFaultCode.AlreadyExists or VioFaultCode.InUse or VioFaultCode.WrongStatus => StatusCodes.Status409Conflict,
        VioFaultCode.VersionConflict => StatusCodes.Status412PreconditionFailed,
        VioFaultCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
        VioFaultCode.Busy or VioFaultCode.AuditUnavailable => StatusCodes.Status503ServiceUnavailable,
        VioFaultCode.Timeout => StatusCodes.Status504GatewayTimeout,
        VioFaultCode.SpaceExhausted => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };
}
