using VioActors.Scsi.Backend;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>SEND DIAGNOSTIC and RECEIVE DIAGNOSTIC RESULTS (SPC-4 clauses 6.42 and 6.30).</summary>
[Trait("Req", "IO-1")]
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData(BackendResult.Ok, "Good")]
    [InlineData(BackendResult.MediumReadError, "04/3E/03")]
    [InlineData(BackendResult.NotReady, "Busy")]
    public async Task The_self_test_reads_the_medium(BackendResult result, string expected)
    {
        var disk = new Disk(new MemoryBackend { Outcome = result });
        Assert.Equal(expected, await disk.Outcome("1D 04 00 00 00 00"));
        disk.Backend.Outcome = BackendResult.Ok;
        var before = disk.Backend.ReadBytes;
        Assert.Equal("Good", await disk.Outcome("1D 04 00 00 00 00"));
        Assert.Equal(before + 1024, disk.Backend.ReadBytes);
    }

    [Theory]
    [InlineData("1C 01 00 00 FF 00", "0000000100")]
    [InlineData("1C 00 00 00 04 00", "00000001")]
    [InlineData("1C 01 00 00 00 00", "")]
    public async Task The_list_of_pages_holds_itself(string cdb, string expected)
    {
        var disk = new Disk();
        Assert.Equal("Good", await disk.Outcome("1D 10 00 00 04 00", new byte[4]));
        Assert.Equal(expected, Hex.Text((await disk.Send(cdb)).Data));
    }

    [Theory]
    [InlineData("1C 01 01 00 FF 00", "", "05/24/00", "C00002")] // no such page
    [InlineData("1D 24 00 00 00 00", "", "05/24/00", "CD0001")] // a background self-test
    [InlineData("1D 14 00 00 04 00", "00000000", "05/24/00", "C00003")] // a list with a self-test
    [InlineData("1D 00 00 00 04 00", "00000000", "05/24/00", "CC0001")] // PF zero
    [InlineData("1D 10 00 00 04 00", "40000000", "05/26/00", "800000")]
    [InlineData("1D 10 00 00 04 00", "00000004", "05/26/00", "800002")]
    [InlineData("1D 10 00 00 03 00", "000000", "05/1A/00", "000000")]
    [InlineData("1D 10 00 00 08 00", "00000000", "05/1A/00", "000000")]
    public async Task Refused(string cdb, string list, string expected, string pointer)
    {
        var reply = await new Disk().Send(cdb, Hex.Bytes(list));
        Assert.Equal(expected, reply.Outcome);
        Assert.Equal(pointer, Hex.Text(reply.Sense.AsSpan(15, 3)));
    }
}
