using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;

namespace VioActors.Management.Requests;

/// <summary>What a refusal of the VIOS DB is called in the API, and what to do about it. Thread-safe.</summary>
internal static class Refusals
{
    public static RequestRefusedException Of(Rejected rejected, VioObjectKind kind, string id)
    {
        var (code, action) = rejected.Code switch
        {
            RejectionCode.NotFound => (VioFaultCode.NotFound, "List the objects to see those that there are."),
            RejectionCode.AlreadyExists => (VioFaultCode.AlreadyExists, "Choose another name or identity, or use the object that exists."),
            RejectionCode.Invalid => (VioFaultCode.Invalid, "Correct the value and send the request again."),
            RejectionCode.InUse => (VioFaultCode.InUse, "Remove the use first, or force it where the operation can be forced."),
            RejectionCode.VersionConflict => (
                VioFaultCode.VersionConflict,
                "Someone else changed it first. Show the object, decide again, and send its present version."),
            RejectionCode.SpaceExhausted => (VioFaultCode.SpaceExhausted, "Add a physical volume to the pool or remove LUs."),
            RejectionCode.NotAuthorized => (VioFaultCode.NotAuthorized, "Use an object of this client."),
            RejectionCode.Busy or RejectionCode.StaleGrant => (VioFaultCode.Busy, "Try again."),
            RejectionCode.WrongStatus or RejectionCode.StaleIncarnation => (
                VioFaultCode.WrongStatus, "Show the object and bring it into a status which allows this."),
            _ => (VioFaultCode.Internal, "The log of the node may say more."),
        };
        return new RequestRefusedException(code, kind, id, rejected.Reason, $"Nothing was changed. {action}");
    }
}
