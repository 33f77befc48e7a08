namespace VioActors.Benchmarks.Storage;

/// <summary>How much each storage benchmark does in one pass.</summary>
internal sealed record StorageScale
{
    public static readonly StorageScale Full = new();

    /// <summary>Each once, in moments: shows that it runs, measures nothing.</summary>
    public static readonly StorageScale Smoke = new()
    {
        SizeMebibytes = 8,
        SmallCount = 200,
        LargeCount = 8,
        MapTebibytes = 1,
        Snapshots = [0, 2],
        Served = false,
    };

    public int SizeMebibytes { get; init; } = 512;

    /// <summary>I/Os of 4 KiB in one run.</summary>
    public int SmallCount { get; init; } = 100_000;

    /// <summary>I/Os of 1 MiB in one run.</summary>
    public int LargeCount { get; init; } = 1_500;

    public int MapTebibytes { get; init; } = 4;

    /// <summary>Numbers of snapshots that a unit has.</summary>
    public IReadOnlyList<int> Snapshots { get; init; } = [0, 10, 100];

    /// <summary>Also through servers: iSCSI beside qcow2 behind qemu-nbd.</summary>
    public bool Served { get; init; } = true;
}
