namespace VioActors.Persistence.Backup;

/// <summary>
/// What a backup file may cost its reader. More is refused while reading, before it is kept anywhere. Immutable; thread-safe.
/// </summary>
/// <param name="FileBytesMax">Bytes of the compressed file of a VIOS.</param>
/// <param name="DocumentBytesMax">Bytes of the XML of one VIOS: 65,536 devices of 1 KiB each.</param>
/// <param name="ManifestBytesMax">Bytes of a manifest: 10,000 members.</param>
/// <param name="ClusterFileBytesMax">Bytes of the compressed file of a cluster.</param>
/// <param name="DatabaseBytesMax">Bytes of the copy of the VIOS DB.</param>
/// <param name="MemberCountMax">Members of a cluster's file.</param>
public sealed record BackupLimits(
    long FileBytesMax, long DocumentBytesMax, int ManifestBytesMax, long ClusterFileBytesMax, long DatabaseBytesMax, int MemberCountMax)
{
    public static BackupLimits Default { get; } = new(16L << 20, 64L << 20, 4 << 20, 2L << 30, 64L << 30, 10_000);
}
