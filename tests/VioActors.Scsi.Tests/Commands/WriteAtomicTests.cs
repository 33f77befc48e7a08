using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>WRITE ATOMIC(16): one step of the backend, its limits as the block limits page says them.</summary>
[Trait("Req", "IO-1")]
public sealed class WriteAtomicTests
{
    private readonly Disk _disk = new();

    [Fact]
    public async Task All_blocks_go_to_the_backend_in_one_step()
    {
        var bytes = Hex.Pattern(16 * 512, 3);

        var reply = await _disk.Send(Cdb(5, 16), bytes);

        Assert.Equal(("Good", 16L * 512), (reply.Outcome, reply.TransferSizeBytes));
        Assert.Equal((1, 1), (_disk.Backend.AtomicWriteCount, _disk.Backend.WriteCount));
        Assert.Equal(bytes, _disk.Backend.Peek(5, 16));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task An_atomic_boundary_asks_for_no_more(ushort boundary)
    {
        Assert.Equal("Good", (await _disk.Send(Cdb(5, 16, boundary), Hex.Pattern(16 * 512, 3))).Outcome);
        Assert.Equal(1, _disk.Backend.AtomicWriteCount);
    }

    [Theory]
    [InlineData(0, 17, 0, 12)]
    [InlineData(0, 1, 17, 10)]
    [InlineData(0, 4096, 0, 12)]
    public async Task More_than_the_block_limits_page_says_is_refused(long lba, ushort count, ushort boundary, byte field)
    {
        var reply = await _disk.Send(Cdb(lba, count, boundary), new byte[count * 512]);
        Assert.Equal("05/24/00", reply.Outcome);
        Assert.Equal([0xC0, 0, field], reply.Sense[15..18].Select((value, index) => index == 0 ? (byte)(value & 0xC0) : value));
        Assert.Equal(0, _disk.Backend.WriteCount);
    }

    [Fact]
    public async Task The_block_limits_page_has_the_maxima_and_no_alignment()
    {
        var page = (await _disk.Send("12 01 B0 00 FF 00")).Data;
        var fields = Enumerable.Range(0, 5).Select(index => BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(44 + (4 * index))));
        Assert.Equal([16u, 0, 0, 16, 16], fields);
    }

    [Fact]
    public async Task Half_of_the_data_is_neither_all_nor_nothing()
    {
        Assert.Equal("05/0E/03", (await _disk.Send(Cdb(0, 4), new byte[1024])).Outcome);
        Assert.Equal("Good", (await _disk.Send(Cdb(0, 0))).Outcome);
        Assert.Equal("05/21/00", (await _disk.Send(Cdb(4095, 2), new byte[1024])).Outcome);
        Assert.Equal(0, _disk.Backend.WriteCount);
    }

    [Fact]
    public async Task Without_a_backend_that_does_it_there_is_no_such_command()
    {
        var thick = new Disk(with: ports => ports with { Backend = new ThickBackend(new MemoryBackend()) });
        Assert.Equal("05/20/00", (await thick.Send(Cdb(0, 1), new byte[512])).Outcome);
        Assert.Equal(new byte[20], (await thick.Send("12 01 B0 00 FF 00")).Data[44..64]);
    }

    [Theory]
    [InlineData(BackendResult.NotReady, "Busy")]
    [InlineData(BackendResult.SpaceExhausted, "07/27/07")]
    public async Task What_the_backend_says_reaches_the_initiator(BackendResult result, string expected)
    {
        _disk.Backend.Outcome = result;
        Assert.Equal(expected, (await _disk.Send(Cdb(0, 1), new byte[512])).Outcome);
    }

    [Fact]
    public async Task It_keeps_out_of_ranges_that_another_command_holds_and_of_reservations_and_protection()
    {
        var locks = new BlockRangeLocks();
        var disk = new Disk(with: ports => ports with { Locks = locks });
        var hold = await locks.HoldAsync(8, 1, true, CancellationToken.None);
        var waiting = disk.Send(Cdb(0, 16), new byte[16 * 512]);
        Assert.False(waiting.IsCompleted);
        hold!.Dispose();
        Assert.Equal("Good", (await waiting).Outcome);
        disk.Backend.IsReadOnly = true;
        Assert.Equal("07/27/00", (await disk.Send(Cdb(0, 1), new byte[512])).Outcome);
    }

    private static byte[] Cdb(long lba, ushort count, ushort boundary = 0)
    {
        var cdb = new byte[16];
        cdb[0] = 0x9C;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), lba);
        BinaryPrimitives.WriteUInt16BigEndian(cdb.AsSpan(10), boundary);
        BinaryPrimitives.WriteUInt16BigEndian(cdb.AsSpan(12), count);
        return cdb;
    }
}
