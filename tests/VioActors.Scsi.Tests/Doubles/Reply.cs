using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>A response with its bytes copied out.</summary>
internal sealed record Reply(ScsiStatus Status, byte[] Sense, byte[] Data, long TransferSizeBytes)
{
    /// <summary>KK/AA/QQ of fixed or descriptor sense, or the status.</summary>
    public string Outcome => Status != ScsiStatus.CheckCondition ? Status.ToString()
        : Sense[0] == 0x72 ? $"{Sense[1]:X2}/{Sense[2]:X2}/{Sense[3]:X2}"
        : $"{Sense[2]:X2}/{Sense[12]:X2}/{Sense[13]:X2}";

    public static Reply Of(ScsiResponse response)
    {
        var data = response.DataIn?.Span.ToArray() ?? [];
        response.DataIn?.Dispose();
        return new Reply(response.Status, response.Sense.ToArray(), data, response.TransferSizeBytes);
    }
}
