using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Images;
using VioActors.Actors.Lpar.Guest;
using VioActors.Actors.Memory;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>
/// What the test lets fail: the first of these that has an answer to a message gives it instead of the one who was asked.
/// </summary>
internal sealed class Faults
{
    private readonly ConcurrentQueue<Func<object, object?>> _faults = new();

    /// <summary>Answered instead, for as long as the function gives an answer.</summary>
    public void Add(Func<object, object?> fault) => _faults.Enqueue(fault);

    public void Clear() => _faults.Clear();

    public object? Find(object message) => _faults.Select(fault => fault(message)).FirstOrDefault(answer => answer is not null);
}

/// <summary>Said by <see cref="Faults"/> where nobody is to answer at all.</summary>
internal sealed record Silence
{
    public static Silence Instance { get; } = new();
}

/// <summary>A paging VIOS with LUs in memory.</summary>
internal sealed class PlayedPagingVios : ReceiveActor
{
    private readonly Dictionary<(LuUdid, long), byte[]> _pages = [];

    public PlayedPagingVios(Faults faults)
    {
        ReceiveAny(message =>
        {
            var answer = faults.Find(message) ?? Do(message);
            if (answer is not Silence)
                Sender.Tell(answer);
        });
    }

    private IReply Do(object message)
    {
        switch (message)
        {
            case ReadPages read:
                return new PagesRead(new PageBytes(Read(read.Lu, read.FirstPage, read.Count)));
            case WritePages write:
                Write(write.Lu, write.FirstPage, write.Bytes.Memory.Span);
                return new PagesWritten(write.Bytes.Memory.Length >> MemoryPage.Shift);
            case CopyPages copy:
                Write(copy.To, copy.FirstPage, Read(copy.From, copy.FirstPage, copy.Count));
                return new PagesWritten(copy.Count);
            default:
                return new PagesWritten(0);
        }
    }

    private byte[] Read(LuUdid lu, long first, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(index => _pages.GetValueOrDefault((lu, first + index))
            ?? new byte[MemoryPage.SizeBytes])];

    private void Write(LuUdid lu, long first, ReadOnlySpan<byte> bytes)
    {
        for (var index = 0; index << MemoryPage.Shift < bytes.Length; index++)
            _pages[(lu, first + index)] = bytes.Slice(index << MemoryPage.Shift, MemoryPage.SizeBytes).ToArray();
    }
}

/// <summary>A VIOS DB: the real catalog of images, and LUs by name alone.</summary>
internal sealed class PlayedViosDb : ReceiveActor
{
    private readonly Dictionary<LuUdid, LuIdentity> _lus = [];

    public PlayedViosDb(Faults faults)
    {
        var catalog = Context.ActorOf(ImageCatalogActor.Props(AggregateSettings.Default), "images");
        Receive<object>(message => faults.Find(message) is not null, message =>
        {
            if (faults.Find(message) is { } answer and not Silence)
                Sender.Tell(answer);
        });
        Receive<IImageMessage>(catalog.Forward);
        Receive<GetLuNames>(_ => Sender.Tell(_lus.Values.Select(lu => lu.Name.Value).Order(StringComparer.Ordinal).ToList()));
        Receive<CreateLu>(create => Make(create.Lu, create.Pool, create.Name, create.Size, create.Kind));
        Receive<CreateClone>(clone => Make(clone.Lu, clone.Pool, clone.Name, clone.Size, clone.Kind));
        Receive<GetLu>(get => Sender.Tell(
            _lus.TryGetValue(get.Lu, out var identity) ? Found(identity) : new Rejected(RejectionCode.NotFound, "none")));
        Receive<DeleteLu>(delete =>
        {
            _lus.Remove(delete.Lu);
            Sender.Tell(Ok.Instance);
        });
        ReceiveAny(_ => Sender.Tell(Ok.Instance));
    }

    private void Make(LuUdid lu, PoolName pool, LuName name, ByteSize size, LuKind kind)
    {
        _lus[lu] = new LuIdentity(lu, name, pool, Tier.System, kind, size, 1 << 20, false, ObjectVersion.First);
        Sender.Tell(Found(_lus[lu]));
    }

    private static LuFound Found(LuIdentity identity) => new(identity, LuStatus.Ready, 0, 0);
}

/// <summary>Asks for the names of the LUs that there are.</summary>
internal sealed record GetLuNames;

/// <summary>Asks a played partition to run its applications for a while; answered with what they have done.</summary>
internal sealed record Work(int Slices);

/// <summary>A partition whose guest runs when the test says so.</summary>
internal sealed class PlayedLpar : ReceiveActor
{
    private readonly PartitionId _client;
    private readonly IActorRef _memory;
    private readonly IActorRef _keeper;
    private GuestApplications? _applications;
    private bool _isSuspended;
    private (int Left, IActorRef Asker)? _work;

    public PlayedLpar(PartitionId client, IActorRef memory, IActorRef keeper, Faults faults)
    {
        (_client, _memory, _keeper) = (client, memory, keeper);
        Receive<object>(message => faults.Find(message) is not null, message =>
        {
            if (faults.Find(message) is { } answer and not Silence)
                Sender.Tell(answer);
        });
        Receive<StartOs>(start =>
        {
            _applications = new GuestApplications(start.Memory, start.Applications);
            Sender.Tell(OsStarted.Instance);
        });
        Receive<SuspendPartition>(_ =>
        {
            _isSuspended = true;
            Sender.Tell(new PartitionSuspended(client));
        });
        Receive<ContinuePartition>(_ =>
        {
            _isSuspended = false;
            _applications?.TryAgain();
            Sender.Tell(new PartitionContinued(client));
            GoOn();
        });
        Receive<GetGuestOs>(_ => Sender.Tell(new GuestOsReport(_applications?.Report())));
        Receive<Work>(work =>
        {
            _work = (work.Slices, Sender);
            GoOn();
        });
        Receive<PageReady>(ready =>
        {
            _applications!.Arrive(ready.Page);
            GoOn();
        });
        Receive<PageLost>(lost =>
        {
            _applications!.Stop(lost.Reason);
            _keeper.Tell(new OsPageLost(client, lost.Page, lost.Reason));
        });
        ReceiveAny(_ => { });
    }

    protected override void PreStart() => _keeper.Tell(new AttachLpar(_client));

    private void GoOn()
    {
        while (!_isSuspended && _work is var (left, asker))
        {
            if (left == 0)
            {
                _work = null;
                asker.Tell(_applications!.Report());
                return;
            }

            if (_applications!.Run() is { } missing)
            {
                _memory.Tell(new PageWanted(_client, missing.Page, missing.ForWriting));
                return;
            }

            _work = (left - 1, asker);
        }
    }
}
