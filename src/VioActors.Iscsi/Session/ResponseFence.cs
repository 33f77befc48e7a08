using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// Which answers of commands are fenced in a session of several connections (RFC 7143 clause 4.2.2.3.4): those that tell of tasks that
/// somebody ended. ACA, of which the clause has the others, does not exist here. Thread-safe.
/// </summary>
internal static class ResponseFence
{
    private const byte PersistentReserveOut = 0x5F;
    private const byte PreemptAndAbort = 0x05;
    private const byte UnitAttention = 0x06;

    /// <summary>A reset of some kind; without a qualifier it is the nexus that is new, which ended nobody's tasks.</summary>
    private const byte Reset = 0x29;

    /// <summary>COMMANDS CLEARED BY ANOTHER INITIATOR, and what qualifies it.</summary>
    private const byte CommandsCleared = 0x2F;

    public static bool Needs(ReadOnlySpan<byte> cdb, in ScsiResponse response)
    {
        if (cdb.Length > 1 && cdb[0] == PersistentReserveOut && (cdb[1] & 0x1F) == PreemptAndAbort)
        {
            return true;
        }
        var sense = response.Sense.Span;
        if (response.Status != ScsiStatus.CheckCondition || sense.Length < 4)
        {
            return false;
        }
        var (key, code, qualifier) = (sense[0] & 0x7F) >= 0x72 ? (sense[1], sense[2], sense[3])
            : sense.Length > 13 ? (sense[2], sense[12], sense[13]) : default;
        return (key & 0x0F) == UnitAttention && ((code == Reset && qualifier != 0) || code == CommandsCleared);
    }
}
