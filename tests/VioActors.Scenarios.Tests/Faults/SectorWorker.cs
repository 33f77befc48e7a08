using System.Buffers.Binary;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Faults;

/// <summary>
/// Random writes, flushes, unmaps and reads of its own sectors of an LU through one VIOS, entered into the book. Two workers share an LU:
/// some chunks are one's, the others are both's, piece by piece, so that first writes and copies of a chunk meet.
/// </summary>
/// <param name="number">0 or 1.</param>
internal sealed class SectorWorker(
    SectorBook book, TestInitiator initiator, int lun, int number, Random random, Action acknowledged, Func<int> nextStamp)
{
    private const int ChunkSectors = DevRig.ChunkSizeBytes / SectorBook.SectorBytes;
    private const int PieceSectors = 16;
    private readonly List<Sectors> _unflushed = [];

    /// <summary>Runs until it is told that the power is off, or a command ends otherwise than well while it is.</summary>
    /// <exception cref="InvalidOperationException">A read gave what cannot be, or a command failed while the power was on.</exception>
    public async Task RunAsync(Func<bool> isOff)
    {
        while (!isOff())
        {
            var problem = random.Next(100) switch
            {
                < 55 => await WriteAsync(isForced: false),
                < 70 => await WriteAsync(isForced: true),
                < 80 => await FlushAsync(),
                < 88 => await UnmapAsync(),
                _ => await ReadAsync(),
            };
            if (problem is null)
                acknowledged();
            else if (!isOff())
                throw new InvalidOperationException($"Worker {number}: {problem}.");
        }
    }

    private async Task<string?> WriteAsync(bool isForced)
    {
        var (range, stamp) = (Draw(), nextStamp());
        book.Begin(range, stamp);
        var cdb = TestInitiator.Transfer(0x8A, range.OffsetBytes, range.Count * SectorBook.SectorBytes);
        if (isForced)
            cdb[1] |= 8;
        var outcome = await initiator.DoAsync(lun, cdb, SectorBook.Filled(range, stamp));
        if (IsFull(outcome))
            return null;
        if (outcome.Status != ScsiStatus.Good || outcome.Abandoned)
            return $"a write of {range} ended with {outcome.Status} {outcome.Sense}";
        book.Written(range, stamp, isForced);
        if (!isForced)
            _unflushed.Add(range);
        return null;
    }

    private async Task<string?> UnmapAsync()
    {
        var range = Draw();
        book.Begin(range, 0);
        var list = new byte[24];
        BinaryPrimitives.WriteUInt16BigEndian(list, 22);
        BinaryPrimitives.WriteUInt16BigEndian(list.AsSpan(2), 16);
        BinaryPrimitives.WriteInt64BigEndian(list.AsSpan(8), range.First);
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(16), range.Count);
        var outcome = await initiator.DoAsync(lun, [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], list);
        return IsFull(outcome) || outcome is { Status: ScsiStatus.Good, Abandoned: false }
            ? null
            : $"an unmap of {range} ended with {outcome.Status} {outcome.Sense}";
    }

    private async Task<string?> FlushAsync()
    {
        var flushed = _unflushed.ToList();
        var outcome = await initiator.DoAsync(lun, [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        if (outcome.Status != ScsiStatus.Good || outcome.Abandoned)
            return $"a flush ended with {outcome.Status} {outcome.Sense}";
        book.Flushed(flushed);
        _unflushed.Clear();
        return null;
    }

    private async Task<string?> ReadAsync()
    {
        var range = Draw();
        var outcome = await initiator.TryReadAsync(lun, range.OffsetBytes, range.Count * SectorBook.SectorBytes);
        return outcome.Status != ScsiStatus.Good || outcome.Abandoned
            ? $"a read of {range} ended with {outcome.Status} {outcome.Sense}"
            : book.Check(range.First, outcome.DataIn);
    }

    /// <summary>The pool is full for a moment, while what was unmapped is being erased: the command was refused.</summary>
    private static bool IsFull(TaskOutcome outcome) => outcome.Sense is { Key: 7, Code: 0x27 };

    private Sectors Draw()
    {
        while (true)
        {
            var first = random.Next(book.SectorCount);
            if (!IsOwn(first))
                continue;
            if (random.Next(3) == 0)
                first -= first % ChunkSectors;
            var (count, wanted) = (0, random.Next(1, random.Next(3) == 0 ? 2 * ChunkSectors : PieceSectors));
            while (count < wanted && first + count < book.SectorCount && IsOwn(first + count))
                count++;
            if (count > 0)
                return new Sectors(first, count);
        }
    }

    private bool IsOwn(int sector)
    {
        var chunk = sector / ChunkSectors;
        return chunk % 3 == 0 ? chunk / 3 % 2 == number : sector / PieceSectors % 2 == number;
    }
}
