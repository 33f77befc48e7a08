using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;
using VioActors.Storage;

namespace VioActors.Actors.Memory;

/// <summary>What a paging service works with. Immutable.</summary>
/// <param name="Units">Attaches LUs.</param>
internal sealed record PagingOrigin(VioUuid Vios, CecId Cec, IActorRef ViosDb, IActorRef Units, IoRelay Relay)
{
    /// <summary>Name of the VASI device where LUs are bound.</summary>
    public static AdapterName Adapter { get; } = AdapterName.Of("vasi", 0);
}

/// <summary>An LU that is paged to, at one VIOS. Thread-safe.</summary>
internal sealed class PagingUnit(LuAttached attached, RedundantIo io)
{
    /// <summary>It is void: attach the LU again.</summary>
    public bool IsGone => attached.Owner.IsClosed;

    /// <summary>Null: done.</summary>
    public async Task<PagingFailed?> ReadAsync(long page, Memory<byte> bytes) => IsOutside(page, bytes.Length)
        ?? Translate(await io.ReadAsync(page << MemoryPage.Shift, bytes, CancellationToken.None).ConfigureAwait(false));

    /// <summary>Null: the bytes are on stable storage.</summary>
    public async Task<PagingFailed?> WriteAsync(long page, ReadOnlyMemory<byte> bytes) => IsOutside(page, bytes.Length)
        ?? Translate(await io.WriteAsync(page << MemoryPage.Shift, bytes, true, CancellationToken.None).ConfigureAwait(false));

    private PagingFailed? IsOutside(long page, int bytes) =>
        page > (attached.Access.SizeBytes - bytes) >> MemoryPage.Shift
            ? new PagingFailed(true, $"LU {attached.Identity.Name} has no page {page}")
            : null;

    private PagingFailed? Translate(StorageResult result) => result == StorageResult.Ok
        ? null
        : new PagingFailed(
            result is StorageResult.Gone or StorageResult.SpaceExhausted or StorageResult.ReadError or StorageResult.WriteError
                or StorageResult.DataLost,
            $"LU {attached.Identity.Name}: {result}");
}

/// <summary>What one pool asked of a paging service. Thread-safe.</summary>
internal sealed class PoolCounters(string pool, string device)
{
    private long _reads;
    private long _writes;
    private long _copies;
    private long _failures;

    public string Pool => pool;

    public void AddReads(int pages) => Interlocked.Add(ref _reads, pages);

    public void AddWrites(int pages) => Interlocked.Add(ref _writes, pages);

    public void AddCopies(int pages) => Interlocked.Add(ref _copies, pages);

    public void Note(Domain.Common.IReply reply)
    {
        if (reply is PagingFailed)
            Interlocked.Increment(ref _failures);
    }

    public VasiPoolFigures Report() => new(
        pool, device, Interlocked.Read(ref _reads), Interlocked.Read(ref _writes), Interlocked.Read(ref _copies),
        Interlocked.Read(ref _failures));
}
