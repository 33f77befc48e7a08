using System.Runtime.CompilerServices;
using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Cke.Serving;

/// <summary>
/// Runs the requests of other VIOSes on this one's own path, under its own grants: it never passes I/O on (RED-6); a question about a write
/// it passes on once. Thread-safe.
/// </summary>
/// <param name="logicalUnits">Attaches units.</param>
/// <param name="attachLimit">How long that may take.</param>
/// <param name="forward">Asks a peer of this VIOS what became of a write of another one.</param>
internal sealed class PeerRequests(
    IActorRef logicalUnits, TimeSpan attachLimit, Func<CkeParty, ResolveQuestion, Task<RelayResult>> forward)
{
    /// <summary>Instances of origins whose repeats are recognised.</summary>
    private const int OriginCountMax = 4096;

    private readonly Lock _sync = new();
    private readonly Dictionary<UInt128, LuAccess> _units = [];
    private readonly Dictionary<CkeParty, RepeatFilter> _origins = [];
    private readonly Queue<CkeParty> _originOrder = new();
    private long _served;

    /// <summary>Requests answered.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>The buffer is in use until the task ends.</summary>
    public ValueTask<StorageResult> ReadAsync(in CkeFrame request, Memory<byte> destination)
    {
        if (Known(request.Lu) is not { } access || request.Offset > access.SizeBytes - request.Count)
            return ReadOnAsync(request, destination);
        var reading = access.ReadAsync(request.Offset, destination);
        if (!reading.IsCompletedSuccessfully)
            return GoOnAsync(reading, request, destination);
        var result = reading.Result;
        return IsOfBefore(result) ? ReadOnAsync(request, destination, fresh: true) : Count(result);
    }

    /// <inheritdoc cref="ReadAsync"/>
    /// <remarks>A repeat joins the first one, which runs on the buffer that the first one brought: it must not be given back before its
    /// end.</remarks>
    public ValueTask<StorageResult> WriteAsync(CkeParty origin, in CkeFrame request, ReadOnlyMemory<byte> source) =>
        FilterOf(origin).RunOnce(
            request.Request, (Requests: this, Request: request, Source: source),
            static write => write.Requests.WriteOnceAsync(write.Request, write.Source));

    /// <summary>What became of a write, of the asking VIOS's or, when the question was passed on, of the one that it names.</summary>
    public async Task<RelayResult> ResolveAsync(CkeParty origin, CkeFrame request, ReadOnlyMemory<byte> payload)
    {
        var question = ResolveQuestion.Read(payload.Span);
        return request.Flags > 0
            ? await forward(origin, question).ConfigureAwait(false)
            : new RelayResult(await FilterOf(question.Party).Resolve(question.Number).ConfigureAwait(false), true);
    }

    public ValueTask<StorageResult> FlushAsync(CkeFrame request) =>
        new(RunAsync(request, (access, cancellation) => access.FlushAsync(cancellation), CancellationToken.None));

    /// <summary>An access that was closed or lost its grant meanwhile is one of before; the attachment knows the one of now.</summary>
    private static bool IsOfBefore(StorageResult result) =>
        result is StorageResult.Gone or StorageResult.NotReady or StorageResult.Revoked;

    private ValueTask<StorageResult> Count(StorageResult result)
    {
        Interlocked.Increment(ref _served);
        return new(result);
    }

    private ValueTask<StorageResult> WriteOnceAsync(in CkeFrame request, ReadOnlyMemory<byte> source)
    {
        if (Known(request.Lu) is not { } access || request.Offset > access.SizeBytes - request.Count)
            return WriteOnAsync(request, source);
        var writing = Write(access, request, source);
        if (!writing.IsCompletedSuccessfully)
            return GoOnWithWriteAsync(writing, request, source);
        var result = writing.Result;
        return IsOfBefore(result) ? WriteOnAsync(request, source, fresh: true) : Count(result);
    }

    private static ValueTask<StorageResult> Write(LuAccess access, in CkeFrame request, ReadOnlyMemory<byte> source)
    {
        if ((request.Flags & CkeFrame.Atomic) == 0)
            return access.WriteAsync(request.Offset, source, (request.Flags & CkeFrame.Set) != 0);
        return request.Count > access.AtomicBytesMax
            ? new(StorageResult.NotReady)
            : access.WriteAtomicAsync(request.Offset, source);
    }

    private ValueTask<StorageResult> WriteOnAsync(CkeFrame request, ReadOnlyMemory<byte> source, bool fresh = false) =>
        new(RunAsync(request, (access, _) => Write(access, request, source), CancellationToken.None, fresh));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> GoOnWithWriteAsync(
        ValueTask<StorageResult> writing, CkeFrame request, ReadOnlyMemory<byte> source)
    {
        var result = await writing.ConfigureAwait(false);
        return await (IsOfBefore(result) ? WriteOnAsync(request, source, fresh: true) : Count(result)).ConfigureAwait(false);
    }

    private ValueTask<StorageResult> ReadOnAsync(CkeFrame request, Memory<byte> destination, bool fresh = false) =>
        new(RunAsync(request, (access, _) => access.ReadAsync(request.Offset, destination), CancellationToken.None, fresh));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult> GoOnAsync(ValueTask<StorageResult> reading, CkeFrame request, Memory<byte> destination)
    {
        var result = await reading.ConfigureAwait(false);
        return await (IsOfBefore(result) ? ReadOnAsync(request, destination, fresh: true) : Count(result)).ConfigureAwait(false);
    }

    private async Task<StorageResult> RunAsync(
        CkeFrame request, Func<LuAccess, CancellationToken, ValueTask<StorageResult>> run, CancellationToken cancellation,
        bool fresh = false)
    {
        while (true)
        {
            var access = fresh ? null : Known(request.Lu);
            fresh |= access is null;
            access ??= await AttachAsync(request.Lu).ConfigureAwait(false);
            if (access is null)
                return StorageResult.NotReady;
            if (request.Kind != CkeFrameKind.Flush && request.Offset > access.SizeBytes - request.Count)
                return StorageResult.NotReady;
            var result = await run(access, cancellation).ConfigureAwait(false);

            if (fresh || !IsOfBefore(result))
            {
                Interlocked.Increment(ref _served);
                return result;
            }

            fresh = true;
        }
    }

    private LuAccess? Known(UInt128 lu)
    {
        lock (_sync)
            return _units.GetValueOrDefault(lu);
    }

    private async Task<LuAccess?> AttachAsync(UInt128 lu)
    {
        try
        {
            var answer = await logicalUnits.Ask<object>(new AttachLu(Udid(lu)), attachLimit).ConfigureAwait(false);
            if (answer is not LuAttached attached)
                return null;
            lock (_sync)
                _units[lu] = attached.Access;
            return attached.Access;
        }
        catch (Exception cause) when (cause is AskTimeoutException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private RepeatFilter FilterOf(CkeParty origin)
    {
        lock (_sync)
        {
            if (_origins.TryGetValue(origin, out var filter))
                return filter;
            _originOrder.Enqueue(origin);
            if (_originOrder.Count > OriginCountMax)
                _origins.Remove(_originOrder.Dequeue());
            return _origins[origin] = new RepeatFilter();
        }
    }

    private static LuUdid Udid(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return LuUdid.FromNaa(bytes);
    }
}
