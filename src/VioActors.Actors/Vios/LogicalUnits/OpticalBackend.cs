using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scsi.Backend;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>What is in an optical drive, in blocks of 2048 bytes. It is only read. Thread-safe.</summary>
internal sealed class OpticalBackend(LoadedMedium medium, IoRelay relay) : IBlockBackend
{
    private const int BlockShift = 11;
    private volatile MediumIo? _io;

    public int BlockSizeBytes => 1 << BlockShift;

    public long BlockCount => medium.Current is { } loaded ? loaded.Identity.Size.Bytes >> BlockShift : 0;

    public bool IsThin => false;

    public bool IsReadOnly => true;

    public bool HasMedium => medium.Current is not null;

    public int MediumVersion => medium.Version;

    public int OptimalGranularityBlocks => 1;

    public async ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
    {
        if (medium.Current is not { } loaded)
            return BackendResult.NotReady;
        var io = _io;
        if (io is null || !ReferenceEquals(io.Of, loaded))
            _io = io = new MediumIo(loaded, new RedundantIo(loaded.Access, loaded.Identity.Lu, relay));
        return LuBackend.Translate(await io.Io.ReadAsync(lba << BlockShift, destination, cancellation).ConfigureAwait(false));
    }

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
        ValueTask.FromResult(BackendResult.MediumWriteError);

    public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => ValueTask.FromResult(BackendResult.Ok);

    private sealed record MediumIo(LuAttached Of, RedundantIo Io);
}
