namespace VioActors.Benchmarks.Backup;

/// <summary>How large the cluster is that is backed up.</summary>
/// <param name="Vioses">Two on each CEC.</param>
/// <param name="HardwareCount">Physical devices of each VIOS.</param>
/// <param name="GroupCount">Volume groups of each.</param>
/// <param name="MappingCount">Server adapters of each, each with a logical unit mapped to it.</param>
internal sealed record BackupScale(int Vioses, int HardwareCount, int GroupCount, int MappingCount)
{
    /// <summary>200 devices a VIOS: hardware, volume groups, and three for each mapping.</summary>
    public static readonly BackupScale Full = new(500, 156, 20, 8);

    /// <summary>Shows that it runs, measures nothing.</summary>
    public static readonly BackupScale Smoke = new(6, 20, 3, 2);

    public int DevicesPerVios => HardwareCount + GroupCount + (3 * MappingCount);
}
