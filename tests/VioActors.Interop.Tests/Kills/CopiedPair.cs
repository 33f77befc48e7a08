using System.Buffers.Binary;
using VioActors.Initiator;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// Two units of one client that are written through one VIOS and copied to each other through another, and what may be in them: of the
/// command that was under way when its target was killed each block is the old or the new one. Used by one task.
/// </summary>
internal sealed class CopiedPair(Random random, Countdown copiesBegun)
{
    private const int ChunkBytes = 1 << 20;
    private const int Chunks = 12;
    private const int UnitBytes = Chunks * ChunkBytes;
    private const int CopiedMax = 6;
    private const int PieceBytes = 4096;
    private static readonly string[] Names = ["origin", "copied"];

    private readonly byte[][] _old = [new byte[UnitBytes], new byte[UnitBytes]];
    private readonly byte[][] _new = [new byte[UnitBytes], new byte[UnitBytes]];
    private Change? _underWay;
    private long _stamp;

    /// <summary>Copies that were acknowledged.</summary>
    public int Copies { get; private set; }

    /// <summary>Makes the units beside the client's first one.</summary>
    /// <param name="pbm">Runs a command and gives what it printed.</param>
    public static async Task MakeAsync(Func<string, Task<string>> pbm)
    {
        foreach (var name in Names)
            await pbm($"lu create -lu {name} -size {Chunks}M");
        foreach (var vios in new[] { "vios1", "vios2" })
        {
            var rows = (await pbm($"vios map -n {vios} -fmt |")).Split('\n');
            var adapter = rows.Single(row => row.Contains("|lu1|", StringComparison.Ordinal)).Split('|')[0];
            for (var unit = 0; unit < Names.Length; unit++)
                await pbm($"mapping create -n {vios} -vadapter {adapter} -lu {Names[unit]} -lun {PairSessions.FirstLun + unit}");
        }
    }

    /// <summary>Writes and copies for as long as it is wanted, or until a connection ends.</summary>
    /// <param name="writer">URL of the client's first unit through the VIOS that writes.</param>
    /// <param name="copier">The same through the VIOS that copies.</param>
    public async Task RunAsync(string writer, string copier, Func<bool> isWanted)
    {
        try
        {
            await using var writing = await PairSessions.OpenAsync(writer, 1);
            await using var copying = await PairSessions.OpenAsync(copier, 2);
            while (isWanted())
            {
                for (var writes = random.Next(1, 4); writes > 0; writes--)
                    await WriteAsync(writing, random.Next(4) == 0 ? 1 : 0, random.Next(UnitBytes / PieceBytes) * PieceBytes);
                await CopyAsync(copying, random.Next(4) == 0 ? 1 : 0);
            }
        }
        catch (IOException)
        {
            // Killed: what was under way may have been done or not.
        }
    }

    /// <summary>Copies chunks that were just written, so that only the source has them; gives how many.</summary>
    public async Task<int> CopyNewAsync(string writer, string copier)
    {
        await using var writing = await PairSessions.OpenAsync(writer, 1);
        await using var copying = await PairSessions.OpenAsync(copier, 2);
        for (var chunk = 0; chunk < CopiedMax; chunk++)
            await WriteAsync(writing, 0, chunk * ChunkBytes);
        await CopyAsync(copying, 0, (0, 2 * ChunkBytes, CopiedMax * ChunkBytes));
        return CopiedMax;
    }

    /// <summary>
    /// Reads both units through each of the VIOSes and compares them with what may be there; from then on that is what was found. Gives
    /// what became of the command that was under way.
    /// </summary>
    public async Task<string> CheckAsync(params string[] urls)
    {
        var outcome = "nothing was under way";
        for (var unit = 0; unit < Names.Length; unit++)
        {
            var found = await ReadAsync(urls[0], unit);
            for (var at = 0; at < UnitBytes; at += ScsiCommands.BlockSizeBytes)
            {
                const int Block = ScsiCommands.BlockSizeBytes;
                Assert.True(
                    IsSame(found, _old[unit], at, Block) || IsSame(found, _new[unit], at, Block),
                    $"byte {at} of {Names[unit]} is neither the old nor the new one; {_underWay} was under way");
            }

            foreach (var url in urls[1..])
                Assert.True(IsSame(found, await ReadAsync(url, unit), 0, UnitBytes), $"{Names[unit]} is another one through {url}");
            if (_underWay is { } change && change.Unit == unit)
            {
                var isDone = IsSame(found, _new[unit], change.At, change.Bytes) ? "was done"
                    : IsSame(found, _old[unit], change.At, change.Bytes) ? "was not done" : "was done in part";
                outcome = $"{change} {isDone}";
            }

            found.CopyTo(_old[unit], 0);
            found.CopyTo(_new[unit], 0);
        }

        _underWay = null;
        return outcome;
    }

    private static bool IsSame(byte[] found, byte[] expected, int at, int count) =>
        found.AsSpan(at, count).SequenceEqual(expected.AsSpan(at, count));

    private static async Task<byte[]> ReadAsync(string url, int unit)
    {
        await using var sessions = await PairSessions.OpenAsync(url, 3);
        var found = new byte[UnitBytes];
        for (var at = 0; at < UnitBytes; at += ChunkBytes)
            await sessions.DoAsync(unit, ScsiCommands.Read(at, ChunkBytes), dataIn: found.AsMemory(at, ChunkBytes));
        return found;
    }

    private async Task WriteAsync(PairSessions sessions, int unit, int at)
    {
        var piece = _new[unit].AsMemory(at, PieceBytes);
        _stamp++;
        for (var word = 0; word < PieceBytes; word += sizeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(piece.Span[word..], _stamp);
        await DoAsync(new Change("a write", unit, at, PieceBytes), () => sessions.DoAsync(unit, ScsiCommands.Write(at, PieceBytes), piece));
    }

    private Task CopyAsync(PairSessions sessions, int source)
    {
        // Every fourth one does not begin and end with chunks.
        var (count, shift) = (random.Next(1, CopiedMax + 1), random.Next(4) == 0 ? random.Next(1, 2048) * ScsiCommands.BlockSizeBytes : 0);
        var (from, to) = (random.Next(Chunks - count) * ChunkBytes, random.Next(Chunks - count) * ChunkBytes);
        return CopyAsync(sessions, source, (from + shift, to + shift, count * ChunkBytes));
    }

    private async Task CopyAsync(PairSessions sessions, int source, (int From, int To, int Bytes) range)
    {
        _new[source].AsSpan(range.From, range.Bytes).CopyTo(_new[1 - source].AsSpan(range.To));
        copiesBegun.Signal();
        await DoAsync(new Change("a copy", 1 - source, range.To, range.Bytes), () => sessions.CopyAsync(source, range));
        Copies++;
    }

    private async Task DoAsync(Change change, Func<Task> command)
    {
        _underWay = change;
        await command();
        _new[change.Unit].AsSpan(change.At, change.Bytes).CopyTo(_old[change.Unit].AsSpan(change.At));
        _underWay = null;
    }

    private sealed record Change(string What, int Unit, int At, int Bytes)
    {
        public override string ToString() => $"{What} of {Bytes} bytes to {Names[Unit]} at {At}";
    }
}
