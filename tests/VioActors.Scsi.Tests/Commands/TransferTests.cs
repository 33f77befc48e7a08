using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>Bytes that go in come out, in every size of CDB, and what the backend says reaches the initiator.</summary>
[Trait("Req", "IO-1")]
public sealed class TransferTests
{
    private const string Read10 = "28 00 00 00 00 05 00 00 02 00";
    private const string Write10 = "2A 00 00 00 00 05 00 00 02 00";

    public static TheoryData<string, string> Pairs => new()
    {
        { "0A 00 00 05 02 00", "08 00 00 05 02 00" },
        { Write10, Read10 },
        { "AA 00 00 00 00 05 00 00 00 02 00 00", "A8 00 00 00 00 05 00 00 00 02 00 00" },
        { "8A 00 00 00 00 00 00 00 00 05 00 00 00 02 00 00", "88 00 00 00 00 00 00 00 00 05 00 00 00 02 00 00" },
        { "2E 02 00 00 00 05 00 00 02 00", Read10 },
        { "AE 02 00 00 00 05 00 00 00 02 00 00", Read10 },
        { "8E 02 00 00 00 00 00 00 00 05 00 00 00 02 00 00", Read10 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_written_is_read(string write, string read)
    {
        var disk = new Disk();
        var bytes = Hex.Pattern(1024, 3);
        var written = await disk.Send(write, bytes);
        Assert.Equal(("Good", 1024L), (written.Outcome, written.TransferSizeBytes));
        Assert.Equal(bytes, disk.Backend.Peek(5, 2));
        Assert.Equal(bytes, (await disk.Send(read)).Data);
    }

    [Fact]
    public async Task A_length_of_zero_is_256_blocks_in_six_byte_commands_and_nothing_in_others()
    {
        var disk = new Disk();
        Assert.Equal(256 * 512, (await disk.Send("08 00 00 00 00 00")).Data.Length);
        var none = await disk.Send("28 00 00 00 00 00 00 00 00 00");
        Assert.Equal(("Good", 0, 0L), (none.Outcome, none.Data.Length, none.TransferSizeBytes));
        Assert.Equal("Good", await disk.Outcome("2A 00 00 00 00 00 00 00 00 00"));
        Assert.Equal(0, disk.Backend.WriteCount);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(512, 512)]
    [InlineData(700, 1024)]
    [InlineData(4096, 1024)]
    public async Task A_read_fetches_no_more_than_there_is_room_for(long room, int fetched)
    {
        var disk = new Disk();
        var reply = await disk.Send(Read10, dataIn: room);
        Assert.Equal(("Good", fetched, 1024L), (reply.Outcome, reply.Data.Length, reply.TransferSizeBytes));
        Assert.Equal(fetched, disk.Backend.ReadBytes);
    }

    [Theory]
    [InlineData(0, "Good", 0)]
    [InlineData(200, "05/0E/03", 0)]
    [InlineData(512, "Good", 1)]
    [InlineData(2048, "Good", 2)]
    public async Task A_write_takes_whole_blocks_of_what_is_sent(int sent, string expected, int blocks)
    {
        var disk = new Disk();
        var reply = await disk.Send(Write10, Hex.Pattern(sent, 9));
        Assert.Equal((expected, 1024L), (reply.Outcome, reply.TransferSizeBytes));
        var after = disk.Backend.Peek(5, 3);
        Assert.Equal(Hex.Pattern(sent, 9).AsSpan(0, blocks * 512).ToArray(), after[..(blocks * 512)]);
        Assert.All(after[(blocks * 512)..], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(BackendResult.PathLost, "02/04/0C")]
    [InlineData(BackendResult.SpaceExhausted, "07/27/07")]
    [InlineData(BackendResult.MediumReadError, "03/11/00")]
    [InlineData(BackendResult.MediumWriteError, "03/0C/00")]
    [InlineData(BackendResult.NotReady, "Busy")]
    [InlineData(BackendResult.Gone, "05/25/00")]
    public async Task Backend_results_become_sense(BackendResult result, string expected)
    {
        var disk = new Disk();
        disk.Backend.Outcome = result;
        Assert.Equal(expected, await disk.Outcome(Read10));
        Assert.Equal(expected, await disk.Outcome(Write10, new byte[1024]));
        Assert.Equal(expected, await disk.Outcome("35 00 00 00 00 00 00 00 00 00"));
        Assert.Equal(expected, await disk.Outcome("2F 00 00 00 00 00 00 00 01 00"));
        Assert.Equal(expected, await disk.Outcome("8B 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[512]));
        Assert.Equal(expected, await disk.Outcome("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[1024]));
    }

    [Fact]
    public async Task Fua_and_a_disabled_write_cache_reach_the_medium()
    {
        var disk = new Disk();
        await disk.Send(Write10, new byte[1024]);
        Assert.Equal(0, disk.Backend.ForcedWriteCount);
        await disk.Send("2A 18 00 00 00 05 00 00 02 00", new byte[1024]);
        Assert.Equal(1, disk.Backend.ForcedWriteCount);

        var caching = (await disk.Send("1A 08 08 00 FF 00")).Data;
        caching[0] = 0;
        caching[6] &= 0xFB;
        Assert.Equal("Good", await disk.Outcome("15 10 00 00 18 00", caching));
        Assert.Equal(1, disk.Backend.FlushCount);
        await disk.Send(Write10, new byte[1024]);
        await disk.Send("0A 00 00 05 02 00", new byte[1024]);
        Assert.Equal(3, disk.Backend.ForcedWriteCount);
    }

    [Theory]
    [InlineData("2F 02 00 00 00 05 00 00 02 00")]
    [InlineData("AF 02 00 00 00 05 00 00 00 02 00 00")]
    [InlineData("8F 02 00 00 00 00 00 00 00 05 00 00 00 02 00 00")]
    public async Task Verify_compares_every_byte(string verify)
    {
        var disk = new Disk();
        var bytes = Hex.Pattern(1024, 1);
        await disk.Send(Write10, bytes);
        Assert.Equal("Good", await disk.Outcome(verify, bytes));
        bytes[^1] ^= 1;
        Assert.Equal("0E/1D/00", await disk.Outcome(verify, bytes));
        var withoutCompare = Hex.Bytes(verify);
        withoutCompare[1] = 0;
        Assert.Equal("Good", (await disk.Send(withoutCompare)).Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    public async Task Verify_without_all_bytes_to_compare_is_an_error(int size) =>
        Assert.Equal("05/0E/03", await new Disk().Outcome("2F 02 00 00 00 05 00 00 02 00", new byte[size]));

    /// <summary>The buffer object, which goes to the transport, is all that a read leaves to the collector.</summary>
    [Fact]
    public async Task A_read_allocates_no_more_than_its_buffer_object()
    {
        var disk = new Disk(with: ports => ports with
        {
            Backend = new InstantBackend(),
            PortGroups = FixedTargetPortGroups.Single(7, 1),
        });
        var task = new FakeTask([])
        {
            LunField = 0,
            Tag = 1,
            Attribute = TaskAttribute.Simple,
            Cdb = Hex.Bytes(Read10),
            DataOutSizeBytes = 0,
            DataInSizeBytes = 1024,
        };
        var before = 0L;
        for (var i = 0; i < 2000; i++)
        {
            before = i == 1000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            task.Complete(await disk.Server.ExecuteAsync(task, disk.Nexus, CancellationToken.None));
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 48);
    }

    [Fact]
    public async Task Verify_with_bytchk_3_compares_one_block_with_each()
    {
        var disk = new Disk();
        var block = Hex.Pattern(512, 4);
        await disk.Send(Write10, [.. block, .. block]);
        Assert.Equal("Good", await disk.Outcome("2F 06 00 00 00 05 00 00 02 00", block));
        Assert.Equal("0E/1D/00", await disk.Outcome("2F 06 00 00 00 05 00 00 03 00", block));
    }

    [Fact]
    public async Task Orwrite_merges_bits()
    {
        var disk = new Disk();
        await disk.Send(Write10, Enumerable.Repeat((byte)0x0F, 1024).ToArray());
        var bits = Enumerable.Repeat((byte)0x30, 512).ToArray();
        Assert.Equal("Good", await disk.Outcome("8B 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00", bits));
        var after = disk.Backend.Peek(5, 2);
        Assert.Equal((0x3F, 0x0F), (after[511], after[512]));
    }

    [Fact]
    public async Task Compare_and_write_changes_only_what_it_expected()
    {
        var disk = new Disk();
        const string CompareAndWrite = "89 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00";
        var (old, next) = (Hex.Pattern(512, 1), Hex.Pattern(512, 2));
        Assert.Equal("Good", await disk.Outcome(CompareAndWrite, [.. new byte[512], .. old]));
        var miss = await disk.Send(CompareAndWrite, [.. next, .. next]);
        Assert.Equal("0E/1D/00", miss.Outcome);
        Assert.Equal(new byte[] { 0xF0, 0x00, 0x0E, 0, 0, 0, 0 }, miss.Sense[..7]);
        Assert.Equal(old, disk.Backend.Peek(5, 1));
        Assert.Equal("Good", await disk.Outcome(CompareAndWrite, [.. old, .. next]));
        Assert.Equal(next, disk.Backend.Peek(5, 1));
    }

    [Fact]
    public async Task Racing_compare_and_writes_have_one_winner_each_round()
    {
        var disk = new Disk();
        for (byte round = 1; round <= 20; round++)
        {
            var expected = Enumerable.Repeat((byte)(round - 1), 512).ToArray();
            var next = Enumerable.Repeat(round, 512).ToArray();
            var cdb = Hex.Bytes("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00");
            disk.Backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var racers = Enumerable.Range(0, 8).Select(_ => disk.Send(cdb, [.. expected, .. next])).ToArray();
            disk.Backend.Gate.SetResult();
            var outcomes = (await Task.WhenAll(racers)).Select(reply => reply.Outcome).ToArray();
            Assert.Equal(1, outcomes.Count(outcome => outcome == "Good"));
            Assert.Equal(7, outcomes.Count(outcome => outcome == "0E/1D/00"));
        }
    }

    [Fact]
    public async Task Without_range_locks_there_is_no_compare_and_write()
    {
        var disk = new Disk(with: ports => ports with { Locks = null });
        Assert.Equal("05/20/00", await disk.Outcome("89 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00", new byte[1024]));
        Assert.Equal("05/20/00", await disk.Outcome("8B 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00", new byte[512]));
        Assert.Equal(0, (await disk.Send("12 01 B0 00 FF 00")).Data[5]);
    }

    [Fact]
    public async Task A_cancelled_task_gets_no_response()
    {
        var disk = new Disk();
        disk.Backend.Gate = new TaskCompletionSource();
        using var abort = new CancellationTokenSource();
        var read = disk.Send(Hex.Bytes(Read10), cancellation: abort.Token);
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData(AsymmetricAccessState.Standby, "02/04/0B", "Good")]
    [InlineData(AsymmetricAccessState.Unavailable, "02/04/0C", "02/04/0C")]
    [InlineData(AsymmetricAccessState.Offline, "02/04/12", "02/04/12")]
    [InlineData(AsymmetricAccessState.Transitioning, "Busy", "Busy")]
    public async Task The_access_state_decides_what_is_processed(AsymmetricAccessState state, string onRead, string onModeSense)
    {
        var disk = new Disk();
        disk.Groups.Own = state;
        Assert.Equal(onRead, await disk.Outcome(Read10));
        Assert.Equal(onRead, await disk.Outcome("00 00 00 00 00 00"));
        Assert.Equal(onModeSense, await disk.Outcome("1A 00 3F 00 FF 00"));
        Assert.Equal("Good", await disk.Outcome("12 00 00 00 FF 00"));
        Assert.Equal("Good", await disk.Outcome("A3 0A 00 00 00 00 00 00 00 FF 00 00"));
        Assert.Equal("Good", await disk.Outcome("A0 00 00 00 00 00 00 00 00 FF 00 00"));
        var polled = (await disk.Send("03 00 00 00 FF 00")).Data;
        Assert.Equal((0x02, 0x04), (polled[2], polled[12]));
    }
}
