using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;
using VioActors.Storage;

namespace VioActors.Actors.Memory;

/// <summary>
/// The paging service of a VIOS: its VASI devices, through which hypervisors read and write pages on LUs (OSI-1), and its copies of
/// images (OSI-2). One for each VIOS, made and supervised by it. What it does takes the path of every other I/O: through a peer when the
/// own fabric is lost.
/// Guarantee: an LU that is paged to is bound, so that nobody deletes it or maps it for a client; a write is answered when it is on stable
/// storage. More requests than <see cref="PagingLimits.RequestsMax"/> at once are refused, to be sent again.
/// </summary>
internal sealed class PagingServiceActor : ReceiveActor
{
    /// <summary>The client that a hypervisor is where LUs are bound.</summary>
    public static readonly PartitionId Hypervisor = new(PartitionId.Max);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly PagingOrigin _origin;
    private readonly Dictionary<LuUdid, Task<PagingUnit>> _units = [];
    private readonly List<PoolCounters> _pools = [];
    private int _running;

    public PagingServiceActor(PagingOrigin origin)
    {
        _origin = origin;
        Receive<ReadPages>(read => Run(read, read.Count, (pool, _) => ReadAsync(read, pool)));
        Receive<WritePages>(write => Run(
            write, write.Bytes.Memory.Length % MemoryPage.SizeBytes == 0 ? write.Bytes.Memory.Length >> MemoryPage.Shift : 0,
            (pool, count) => WriteAsync(write, count, pool)));
        Receive<CopyPages>(copy => Run(copy, copy.Count, (pool, _) => CopyAsync(copy, pool)));
        Receive<ClosePagingDevice>(close => Run(close, 1, (_, _) => CloseAsync(close.Lu)));
        Receive<GetVasiFigures>(_ => Sender.Tell(new VasiFigures(_pools.Select(pool => pool.Report()).ToValueList(), _units.Count)));
        Receive<Ended>(ended =>
        {
            _running--;
            if (ended.Closed is { } closed)
            {
                lock (_units)
                    _units.Remove(closed);
            }

            ended.Asker.Tell(ended.Reply);
        });
    }

    private void Run(IPagingRequest request, int pages, Func<PoolCounters, int, Task<IReply>> run)
    {
        if (pages is < 1 or > PagingLimits.PagesMax || request is ReadPages { FirstPage: < 0 } or WritePages { FirstPage: < 0 }
            or CopyPages { FirstPage: < 0 })
        {
            Sender.Tell(new PagingFailed(true, $"a request has 1 to {PagingLimits.PagesMax} whole pages"));
            return;
        }

        if (_running >= PagingLimits.RequestsMax)
        {
            Sender.Tell(new PagingFailed(false, $"{PagingLimits.RequestsMax} requests are under way"));
            return;
        }

        _running++;
        var (asker, pool, closed) = (Sender, CountersOf(request.Pool), (request as ClosePagingDevice)?.Lu);
        run(pool, pages).PipeTo(
            Self,
            success: reply =>
            {
                pool.Note(reply);
                return new Ended(asker, reply, closed);
            },
            failure: cause =>
            {
                var failed = new PagingFailed(cause is PagingRefusedException, cause.Message);
                pool.Note(failed);
                return new Ended(asker, failed, closed);
            });
    }

    /// <summary>A pool is served by the first VASI device that has room for it.</summary>
    private PoolCounters CountersOf(string pool)
    {
        var known = _pools.Find(counters => counters.Pool == pool);
        if (known is null)
            _pools.Add(known = new PoolCounters(pool, $"vasi{_pools.Count / PagingLimits.PoolsPerDeviceMax}"));
        return known;
    }

    private async Task<IReply> ReadAsync(ReadPages read, PoolCounters pool)
    {
        var bytes = new byte[read.Count << MemoryPage.Shift];
        var unit = await UnitAsync(read.Lu).ConfigureAwait(false);
        if (await unit.ReadAsync(read.FirstPage, bytes).ConfigureAwait(false) is { } failed)
            return failed;
        pool.AddReads(read.Count);
        return new PagesRead(new PageBytes(bytes));
    }

    private async Task<IReply> WriteAsync(WritePages write, int count, PoolCounters pool)
    {
        var unit = await UnitAsync(write.Lu).ConfigureAwait(false);
        if (await unit.WriteAsync(write.FirstPage, write.Bytes.Memory).ConfigureAwait(false) is { } failed)
            return failed;
        pool.AddWrites(count);
        return new PagesWritten(count);
    }

    private async Task<IReply> CopyAsync(CopyPages copy, PoolCounters pool)
    {
        var (from, to) = (await UnitAsync(copy.From).ConfigureAwait(false), await UnitAsync(copy.To).ConfigureAwait(false));
        var bytes = new byte[copy.Count << MemoryPage.Shift];
        if ((await from.ReadAsync(copy.FirstPage, bytes).ConfigureAwait(false)
            ?? await to.WriteAsync(copy.FirstPage, bytes).ConfigureAwait(false)) is { } failed)
            return failed;
        pool.AddCopies(copy.Count);
        return new PagesWritten(copy.Count);
    }

    private async Task<IReply> CloseAsync(LuUdid lu)
    {
        await _origin.ViosDb.Ask<object>(new UnbindLu(lu, _origin.Vios, PagingOrigin.Adapter), AnswerLimit).ConfigureAwait(false);
        return new PagesWritten(0);
    }

    /// <summary>Called on the actor's thread at first, so that an LU is attached once.</summary>
    private Task<PagingUnit> UnitAsync(LuUdid lu)
    {
        lock (_units)
        {
            if (!_units.TryGetValue(lu, out var opening) || opening.IsFaulted
                || opening is { IsCompletedSuccessfully: true, Result.IsGone: true })
                _units[lu] = opening = OpenAsync(lu);
            return opening;
        }
    }

    private async Task<PagingUnit> OpenAsync(LuUdid lu)
    {
        if (await _origin.ViosDb.Ask<object>(new GetLu(lu), AnswerLimit)
            .ConfigureAwait(false) is Rejected { Code: RejectionCode.NotFound } none)
            throw new PagingRefusedException(none.Reason);
        var answer = await _origin.Units.Ask<object>(new AttachLu(lu), AnswerLimit).ConfigureAwait(false);
        if (answer is not LuAttached attached)
            throw new IOException(answer is LuNotAttached not ? not.Reason : $"LU {lu} is not served");
        var binding = new LuBinding(
            _origin.Vios, PagingOrigin.Adapter, ClientKey.OfLpar(_origin.Cec, Hypervisor), attached.Identity.Kind == LuKind.Image);
        var bound = await _origin.ViosDb.Ask<object>(new BindLu(lu, binding), AnswerLimit).ConfigureAwait(false);
        return bound is Rejected refused
            ? throw new PagingRefusedException(refused.Reason)
            : new PagingUnit(attached, new RedundantIo(attached.Access, lu, _origin.Relay));
    }

    private sealed record Ended(IActorRef Asker, IReply Reply, LuUdid? Closed) : INoSerializationVerificationNeeded;
}

/// <summary>That LU cannot be paged to, through any VIOS.</summary>
internal sealed class PagingRefusedException(string message) : Exception(message);
