using System.Buffers.Binary;
using System.Numerics;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// Runs a guest's applications, step by step: each step calls one service through the pointer in memory, takes its answer into a digest in
/// memory, and writes a page of data. Beside the memory it keeps what must be there, and counts what is not (OSI-3: applications keep their
/// state). Not thread-safe: owned by the guest's actor.
/// </summary>
internal sealed class GuestApplications
{
    private const int StepsAtOnce = 16;

    private readonly MemoryPartition _memory;
    private readonly Running[] _running;
    private (ulong Page, bool ForWriting)? _waiting;
    private int _next;
    private bool _isStopped;
    private string _trap = "";
    private (string Service, ulong Argument, ulong Answer) _last = ("", 0, 0);
    private long _calls;
    private long _waits;
    private long _traps;
    private long _contradictions;

    public GuestApplications(MemoryPartition memory, IReadOnlyList<GuestApplication> applications)
    {
        _memory = memory;
        _running = [.. applications.Select(application => new Running(application))];
    }

    public OsGuestFigures Report() => new(
        _calls, _waits, _contradictions, _traps, _trap, _last.Service, _last.Argument, _last.Answer);

    /// <summary>Works until a page is missing, which it gives, or for a slice.</summary>
    public (ulong Page, bool ForWriting)? Run()
    {
        for (var step = 0; step < StepsAtOnce && _waiting is null && !_isStopped && _running.Length > 0; step++)
        {
            var application = _running[_next];
            if (Step(application) is { } missing)
            {
                _waits++;
                _waiting = missing;
                return missing;
            }

            _next = (_next + 1) % _running.Length;
        }

        return null;
    }

    public void Arrive(ulong page)
    {
        if (_waiting?.Page == page)
            _waiting = null;
    }

    public void Stop(string reason) => (_isStopped, _trap) = (true, reason);

    /// <summary>It was held, and may have another operating system now: what it waited for is looked for again.</summary>
    public void TryAgain() => (_waiting, _isStopped) = (null, false);

    /// <summary>Nothing is changed before all that is needed is there, but the data page, which a repeat writes the same way.</summary>
    private (ulong Page, bool ForWriting)? Step(Running running)
    {
        var application = running.Application;
        Span<byte> state = stackalloc byte[16];
        if (Read(application.State, state) is { } noState)
            return noState;
        var (calls, digest) = (BinaryPrimitives.ReadUInt64LittleEndian(state), BinaryPrimitives.ReadUInt64LittleEndian(state[8..]));
        if (calls != running.Calls || digest != running.Digest)
            Contradict(running);

        var import = (int)(running.Calls % (ulong)application.Imports.Count);
        Span<byte> word = stackalloc byte[8];
        if (Read(application.PointerAt(import), word) is { } noPointer)
            return noPointer;
        var argument = running.Digest ^ (running.Calls * 0x9E37_79B9_7F4A_7C15);
        var called = OsProcessor.Call(
            _memory, BinaryPrimitives.ReadUInt64LittleEndian(word), OsProcessor.HashOf(application.Imports[import]), argument);
        if (called.Outcome == CallOutcome.Fault)
            return (called.Page, false);
        if (called.Outcome == CallOutcome.Trapped)
            (_traps, _trap) = (_traps + 1, $"{application.Name} calls {application.Imports[import]}: {called.Trap}");
        if (WorkOnData(running, word) is { } noData)
            return noData;

        var (nextCalls, nextDigest) = (running.Calls + 1, BitOperations.RotateLeft(running.Digest, 1) ^ called.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(state, nextCalls);
        BinaryPrimitives.WriteUInt64LittleEndian(state[8..], nextDigest);
        if (_memory.Write(application.State, state, out var page) == MemoryAccess.Fault)
            return (page, true);
        (running.Calls, running.Digest) = (nextCalls, nextDigest);
        _last = (application.Imports[import], argument, called.Value);
        _calls++;
        return null;
    }

    /// <summary>A page of data has the number of the call that wrote it last.</summary>
    private (ulong Page, bool ForWriting)? WorkOnData(Running running, Span<byte> word)
    {
        var application = running.Application;
        if (application.DataPages == 0)
            return null;
        var address = application.DataPage(running.Calls);
        if (Read(address, word) is { } missing)
            return missing;
        var (found, round) = (BinaryPrimitives.ReadUInt64LittleEndian(word), (ulong)application.DataPages);
        var expected = running.Calls >= round ? running.Calls - round + 1 : 0;
        if (found != expected && found != running.Calls + 1)
            Contradict(running);
        BinaryPrimitives.WriteUInt64LittleEndian(word, running.Calls + 1);
        return _memory.Write(address, word, out var page) == MemoryAccess.Fault ? (page, true) : null;
    }

    /// <summary>Counted once: from then on what is there is what it goes on with.</summary>
    private void Contradict(Running running)
    {
        _contradictions++;
        _trap = $"the memory of {running.Application.Name} is not what it wrote, at call {running.Calls}";
    }

    private (ulong Page, bool ForWriting)? Read(ulong address, Span<byte> bytes) =>
        _memory.Read(address, bytes, out var page) == MemoryAccess.Fault ? (page, false) : null;

    private sealed class Running(GuestApplication application)
    {
        public GuestApplication Application => application;

        public ulong Calls { get; set; }

        public ulong Digest { get; set; }
    }
}
