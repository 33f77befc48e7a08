namespace VioActors.Iscsi.Pdu;

/// <summary>Asynchronous events (RFC 7143 clause 11.9.1).</summary>
public enum AsyncEvent : byte
{
    ScsiEvent = 0,
    LogoutRequest = 1,
    ConnectionDrop = 2,
    SessionDrop = 3,
    NegotiationRequest = 4,
    TasksTerminated = 5,
    VendorSpecific = 255,
}
