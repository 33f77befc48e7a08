namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// An I_T nexus by name: the same on every node and after a new login (SAM-5 clause 4.8). Persistent reservations are held by it.
/// Immutable.
/// </summary>
/// <param name="InitiatorName">Name of the initiator device, e.g. <c>iqn.1993-08.org.debian:01:abc</c>.</param>
/// <param name="Qualifier">48-bit ISID; 0 for transports without one.</param>
/// <param name="RelativeTargetPort">Relative target port identifier, 1..65535, unique in the target.</param>
public readonly record struct NexusIdentity(string InitiatorName, ulong Qualifier, ushort RelativeTargetPort)
{
    public override string ToString() => $"{InitiatorName},i,0x{Qualifier:x12} at port {RelativeTargetPort}";
}
