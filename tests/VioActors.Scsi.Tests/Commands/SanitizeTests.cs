using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>SANITIZE (SBC-3 clauses 4.11 and 5.19).</summary>
[Trait("Req", "IO-1")]
public sealed class SanitizeTests
{
    private const string TestUnitReady = "00 00 00 00 00 00";
    private const string BlockErase = "48 02 00 00 00 00 00 00 00 00";
    private const string InProgress = "02/04/1B";
    private const string HasFailed = "03/31/03";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LocalUnitConditions _conditions = new();
    private readonly Disk _disk;

    public SanitizeTests() => _disk = new Disk(with: ports => ports with { Conditions = _conditions });

    [Fact]
    public async Task Block_erase_leaves_no_block_mapped_and_zeros_to_read()
    {
        await _disk.Send("2A 00 00 00 00 08 00 00 20 00", Hex.Pattern(32 * 512, 3));
        await _disk.Send("2A 00 00 00 0F FF 00 00 01 00", Hex.Pattern(512, 4));
        Assert.Equal("Good", await _disk.Outcome(BlockErase));
        Assert.Equal(new byte[32 * 512], (await _disk.Send("28 00 00 00 00 08 00 00 20 00")).Data);
        Assert.Equal(new byte[512], (await _disk.Send("28 00 00 00 0F FF 00 00 01 00")).Data);
        Assert.Equal(
            "00000014" + "00000000" + "0000000000000000" + "00001000" + "01000000",
            Hex.Text((await _disk.Send("9E 12 00 00 00 00 00 00 00 00 00 00 00 FF 00 00")).Data));
    }

    [Theory]
    [InlineData("01 00 02 00", 512, 1, false)]
    [InlineData("03 00 01 00", 256, 3, false)]
    [InlineData("82 00 00 04", 4, 2, true)]
    [InlineData("81 00 00 01", 1, 1, false)]
    public async Task Overwrite_writes_its_pattern_over_every_block(string header, int size, int passes, bool isInverted)
    {
        var pattern = Hex.Pattern(size, 0x31);
        byte[] list = [.. Hex.Bytes(header), .. pattern];
        Assert.Equal("Good", await _disk.Outcome($"48 01 00 00 00 00 00 {list.Length >> 8:X2} {list.Length & 0xFF:X2} 00", list));
        var block = Enumerable.Range(0, 512).Select(at => (byte)(isInverted ? ~pattern[at % size] : pattern[at % size])).ToArray();
        foreach (var lba in new[] { 0, 1, 2048, 4095 })
        {
            Assert.Equal(block, (await _disk.Send($"28 00 00 00 {lba >> 8:X2} {lba & 0xFF:X2} 00 00 01 00")).Data);
        }

        Assert.Equal(passes * 2, _disk.Backend.WriteCount);
    }

    [Theory]
    [InlineData("48 02 00 00 00 00 00 00 08 00", 8, "", "05/24/00", "C00007")] // BLOCK ERASE takes no list
    [InlineData("48 1F 00 00 00 00 00 00 08 00", 8, "", "05/24/00", "C00007")]
    [InlineData("48 01 00 00 00 00 00 00 04 00", 4, "01000001", "05/24/00", "C00007")]
    [InlineData("48 01 00 00 00 00 00 02 05 00", 0x205, "01000200", "05/24/00", "C00007")]
    [InlineData("48 01 00 00 00 00 00 02 04 00", 0x204, "00000200", "05/26/00", "800000")] // no pass
    [InlineData("48 01 00 00 00 00 00 02 04 00", 0x204, "21000200", "05/26/00", "800000")] // TEST
    [InlineData("48 01 00 00 00 00 00 02 04 00", 0x204, "01000000", "05/26/00", "800002")] // no pattern
    [InlineData("48 01 00 00 00 00 00 02 04 00", 0x204, "01000204", "05/26/00", "800002")] // longer than a block
    [InlineData("48 01 00 00 00 00 00 00 08 00", 0x008, "01000005", "05/26/00", "800002")] // longer than the list
    [InlineData("48 01 00 00 00 00 00 02 04 00", 0x100, "01000200", "05/1A/00", "000000")]
    [InlineData("48 42 00 00 00 00 00 00 00 00", 0, "", "05/24/00", "CE0001")] // ZNR: there are no zones
    [InlineData("48 03 00 00 00 00 00 00 00 00", 0, "", "05/24/00", "CC0001")] // CRYPTOGRAPHIC ERASE: nothing is encrypted
    [InlineData("48 9F 00 00 00 00 00 00 01 00", 1, "", "05/24/00", "C00007")]
    public async Task Refused_and_nothing_is_wiped(string cdb, int size, string list, string expected, string pointer)
    {
        var bytes = new byte[size];
        Hex.Bytes(list).CopyTo(bytes, 0);
        var reply = await _disk.Send(cdb, bytes);
        Assert.Equal(expected, reply.Outcome);
        Assert.Equal(pointer, Hex.Text(reply.Sense.AsSpan(15, 3)));
        Assert.Null(_conditions.Current.Sanitize);
        Assert.Equal(0, _disk.Backend.WriteCount);
    }

    [Fact]
    public async Task While_it_runs_nobody_reaches_the_medium_and_everybody_can_ask_how_far_it_is()
    {
        var gate = _disk.Backend.Gate = new TaskCompletionSource();
        Assert.Equal("Good", await _disk.Outcome("48 81 00 00 00 00 00 00 05 00", Hex.Bytes("01000001A5")));
        foreach (var cdb in new[]
        {
            TestUnitReady, "1B 00 00 00 01 00", "28 00 00 00 00 00 00 00 01 00", "2A 00 00 00 00 00 00 00 01 00", BlockErase,
            "48 1F 00 00 00 00 00 00 00 00",
        })
        {
            Assert.Equal(InProgress, await _disk.Outcome(cdb, new byte[512]));
        }

        foreach (var cdb in new[] { "12 00 00 00 FF 00", "A0 00 00 00 00 00 00 00 00 FF 00 00", "A3 0A 00 00 00 00 00 00 FF FF 00 00" })
        {
            Assert.Equal("Good", await _disk.Outcome(cdb));
        }

        Assert.Equal("70000200000000" + "0A00000000" + "041B" + "00" + "800000", Hex.Text((await _disk.Send("03 00 00 00 12 00")).Data));
        await _disk.Server.ResetAsync(CancellationToken.None);
        Assert.Equal("06/29/03", await _disk.Outcome(TestUnitReady));
        Assert.Equal(InProgress, await _disk.Outcome(TestUnitReady));
        gate.SetResult();
        await UntilAsync(() => _conditions.Current.Sanitize is null);
        Assert.Equal(Enumerable.Repeat((byte)0xA5, 512), (await _disk.Send("28 00 00 00 00 00 00 00 01 00")).Data);
    }

    [Fact]
    public async Task An_aborted_command_does_not_end_it()
    {
        var gate = _disk.Backend.Gate = new TaskCompletionSource();
        using var abort = new CancellationTokenSource();
        var running = _disk.Send(
            Hex.Bytes("48 01 00 00 00 00 00 00 05 00"), Hex.Bytes("01000001A5"), cancellation: abort.Token);
        await UntilAsync(() => _conditions.Current.Sanitize is not null);
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(InProgress, await _disk.Outcome(TestUnitReady));
        gate.SetResult();
        await UntilAsync(() => _conditions.Current.Sanitize is null);
        Assert.Equal(Enumerable.Repeat((byte)0xA5, 512), (await _disk.Send("28 00 00 00 0F FF 00 00 01 00")).Data);
    }

    [Theory]
    [InlineData("48 21 00 00 00 00 00 00 05 00", "Good", "Good")]
    [InlineData("48 01 00 00 00 00 00 00 05 00", HasFailed, HasFailed)]
    public async Task A_failed_one_can_be_left_only_when_it_was_allowed_and_can_be_repeated(string cdb, string exit, string after)
    {
        _disk.Backend.Outcome = BackendResult.MediumWriteError;
        Assert.Equal(HasFailed, await _disk.Outcome(cdb, Hex.Bytes("01000001A5")));
        _disk.Backend.Outcome = BackendResult.Ok;
        Assert.Equal(HasFailed, await _disk.Outcome("28 00 00 00 00 00 00 00 01 00"));
        Assert.Equal(exit, await _disk.Outcome("48 1F 00 00 00 00 00 00 00 00"));
        Assert.Equal(after, await _disk.Outcome(TestUnitReady));
        Assert.Equal("Good", await _disk.Outcome(BlockErase));
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady));
    }

    [Fact]
    public async Task A_unit_that_gives_no_space_back_cannot_be_erased_and_one_that_is_protected_cannot_be_wiped()
    {
        var thick = new Disk(with: ports => ports with { Backend = new ThickBackend(new MemoryBackend()) });
        Assert.Equal("05/24/00", await thick.Outcome(BlockErase));
        Assert.Equal("Good", await thick.Outcome("48 01 00 00 00 00 00 00 05 00", Hex.Bytes("0100000100")));
        Assert.Equal(0, (await thick.Send("12 01 B1 00 FF 00")).Data[7]);
        Assert.Equal(0x40, (await _disk.Send("12 01 B1 00 FF 00")).Data[7]);
        var readOnly = new Disk(new MemoryBackend { IsReadOnly = true });
        Assert.Equal("07/27/00", await readOnly.Outcome(BlockErase));
        Assert.Equal("07/27/00", await readOnly.Outcome("48 01 00 00 00 00 00 00 05 00", Hex.Bytes("0100000100")));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await pause.WaitForNextTickAsync(limit.Token);
    }
}
