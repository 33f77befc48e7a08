using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>Residual of a command: what it transfers against what the initiator has room or data for (RFC 7143 clause 11.4.5).</summary>
internal readonly record struct Residual(bool IsOverflow, bool IsUnderflow, uint CountBytes)
{
    public static Residual Of(ScsiTask task, in ScsiResponse response)
    {
        var expected = response.DataIn is not null || task.DataOutSizeBytes == 0 ? task.DataInSizeBytes : task.DataOutSizeBytes;
        var difference = response.TransferSizeBytes - expected;
        return new Residual(difference > 0, difference < 0, (uint)Math.Min(Math.Abs(difference), uint.MaxValue));
    }
}
