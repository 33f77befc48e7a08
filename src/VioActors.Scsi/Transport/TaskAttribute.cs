namespace VioActors.Scsi.Transport;

/// <summary>
/// Task attributes (SAM-5 clause 8.6). The values are those of the iSCSI ATTR field (RFC 7143 clause 11.3.1); untagged (0) counts as
/// simple.
/// </summary>
public enum TaskAttribute : byte
{
    Simple = 1,
    Ordered = 2,
    HeadOfQueue = 3,
    Aca = 4,
}
