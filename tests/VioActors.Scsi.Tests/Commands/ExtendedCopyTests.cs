using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>EXTENDED COPY(LID1) and RECEIVE COPY RESULTS (SPC-4 clauses 6.4 and 6.23): bytes go from unit to unit.</summary>
[Trait("Req", "IO-1")]
public sealed class ExtendedCopyTests
{
    private const string OwnNaa = "3123456789ABCDEF";
    private const string OtherNaa = "3000000000000002";

    private readonly Units _units = new();
    private readonly Disk _disk;
    private readonly Disk _other;

    public ExtendedCopyTests()
    {
        _disk = new Disk(with: ports => ports with { CopyTargets = _units });
        _other = new Disk(with: ports => ports with
        {
            CopyTargets = _units,
            Identity = new LogicalUnitIdentity(LogicalUnitIdentity.LocallyAssigned(2), "SERIAL-0002"),
        });
        _units.Targets = [_disk.Server, _other.Server];
    }

    [Fact]
    public async Task Blocks_go_to_another_place_of_the_unit_and_to_another_unit_in_one_command()
    {
        var bytes = Hex.Pattern(8 * 512, 5);
        await _disk.Send("2A 00 00 00 00 10 00 00 08 00", bytes);
        Assert.Equal("Good", await CopyAsync(
            [Target(OwnNaa), Target(OtherNaa)], [Segment(0, 0, 8, 0x10, 0x800), Segment(0, 1, 3, 0x12, 0x20)], listId: 9));
        Assert.Equal(bytes, (await _disk.Send("28 00 00 00 08 00 00 00 08 00")).Data);
        Assert.Equal(bytes[1024..2560], (await _other.Send("28 00 00 00 00 20 00 00 03 00")).Data);
        Assert.Equal(
            "00000008" + "01" + "0002" + "01" + "00000005",
            Hex.Text((await _disk.Send("84 00 09 00 00 00 00 00 00 00 00 00 00 FF 00 00")).Data));
    }

    [Fact]
    public async Task A_unit_is_named_by_its_vendor_designator_too_and_more_is_copied_than_fits_into_a_piece()
    {
        var bytes = Hex.Pattern(2100 * 512, 6);
        await _disk.Send("2A 00 00 00 00 00 00 08 34 00", bytes);
        var target = Target(OwnNaa);
        var name = "VIOACT  SERIAL-0001"u8;
        (target[4], target[5], target[7]) = (2, 1, (byte)name.Length);
        name.CopyTo(target.AsSpan(8));
        Assert.Equal("Good", await CopyAsync([target, Target(OtherNaa)], [Segment(0, 1, 2100, 0, 1000)]));
        Assert.Equal(bytes, (await _other.Send("28 00 00 00 03 E8 00 08 34 00")).Data);
    }

    [Fact]
    public async Task What_has_no_space_in_the_source_takes_none_in_the_destination()
    {
        var bytes = Hex.Pattern(8 * 512, 7);
        await _disk.Send("2A 00 00 00 00 20 00 00 08 00", bytes); // Of blocks 0 to 4Fh only 20h to 27h are there.
        await _other.Send("2A 00 00 00 00 00 00 00 50 00", Hex.Pattern(0x50 * 512, 8));
        var writes = _other.Backend.WriteCount;
        Assert.Equal("Good", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 0x48, 0x04, 0x04)]));

        Assert.Equal(Hex.Pattern(0x50 * 512, 8)[..(4 * 512)], _other.Backend.Peek(0, 4)); // Outside of the segment,
        Assert.Equal(new byte[0x1C * 512], _other.Backend.Peek(4, 0x1C));
        Assert.Equal(bytes, _other.Backend.Peek(0x20, 8));
        Assert.Equal(new byte[0x24 * 512], _other.Backend.Peek(0x28, 0x24));
        Assert.Equal(Hex.Pattern(0x50 * 512, 8)[(0x4C * 512)..], _other.Backend.Peek(0x4C, 4)); // as before.
        Assert.False((await _other.Backend.FindMappingAsync(0x08, CancellationToken.None)).IsMapped);
        Assert.False((await _other.Backend.FindMappingAsync(0x40, CancellationToken.None)).IsMapped);
        Assert.Equal(writes + 3, _other.Backend.WriteCount); // The data, and the parts of chunks at both ends.
        Assert.Equal(8 * 512, _disk.Backend.ReadBytes);
    }

    [Fact]
    public async Task A_hole_in_front_of_one_costs_nothing()
    {
        Assert.Equal("Good", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 1000, 3, 500)]));
        Assert.Equal((0, 0L), (_other.Backend.WriteCount, _disk.Backend.ReadBytes));
        Assert.False((await _other.Backend.FindMappingAsync(500, CancellationToken.None)).IsMapped);
    }

    [Theory]
    [InlineData(2, 0, 8, 0, "0A/08/04")] // no such descriptor
    [InlineData(0, 2, 8, 0, "0A/08/04")]
    [InlineData(0, 1, 8, 4089, "0A/00/00")] // past the end of the destination
    [InlineData(0, 1, 0, 4095, "Good")] // nothing
    public async Task Segments_that_cannot_be_copied(int source, int destination, int count, int lba, string expected)
    {
        Assert.Equal(
            expected, await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(source, destination, count, 0, lba)], listId: 3));
        Assert.Equal(0, _other.Backend.WriteCount);
        Assert.Equal(expected == "Good" ? 1 : 2, (await _disk.Send("84 00 03 00 00 00 00 00 00 00 00 00 00 FF 00 00")).Data[4]);
    }

    [Fact]
    public async Task Targets_that_are_not_there()
    {
        Assert.Equal("0A/08/04", await CopyAsync([Target("3000000000000009")], [Segment(0, 0, 8, 0, 8)]));
        var none = Target(OwnNaa);
        none[1] |= 0x20;
        Assert.Equal("0A/08/04", await CopyAsync([none], [Segment(0, 0, 8, 0, 8)]));
        var wrongBlocks = Target(OwnNaa);
        wrongBlocks[30] = 0x10;
        Assert.Equal("0A/0D/03", await CopyAsync([wrongBlocks], [Segment(0, 0, 8, 0, 8)]));
    }

    [Fact]
    public async Task What_a_write_to_the_destination_is_refused_for_ends_the_copy()
    {
        _other.Backend.IsReadOnly = true;
        Assert.Equal("0A/0D/01", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 8, 0, 8)]));
        _other.Backend.IsReadOnly = false;
        _other.Backend.Outcome = BackendResult.SpaceExhausted;
        Assert.Equal("07/27/07", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 8, 0, 8)]));
        _other.Backend.Outcome = BackendResult.NotReady;
        Assert.Equal("Busy", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 8, 0, 8)]));
        _other.Backend.Outcome = BackendResult.MediumWriteError;
        Assert.Equal("0A/0D/01", await CopyAsync([Target(OwnNaa), Target(OtherNaa)], [Segment(0, 1, 8, 0, 8)]));
    }

    [Fact]
    public async Task Lists_that_are_wrong_copy_nothing()
    {
        byte[] right = List([Target(OwnNaa)], [Segment(0, 0, 8, 0, 8)]);
        Assert.Equal("Good", await SendAsync([], 0));
        Assert.Equal("05/1A/00", await SendAsync(right[..15], 15));
        Assert.Equal("05/1A/00", await SendAsync(right[..47], 47));
        Assert.Equal("05/1A/00", await SendAsync(right[..^1], right.Length - 1));
        Assert.Equal("05/1A/00", await SendAsync(right[..^1], right.Length));
        Assert.Equal("05/26/07", await SendAsync(Changed(right, 16, 0xE0), right.Length));
        Assert.Equal("05/26/09", await SendAsync(Changed(right, 48, 0x03), right.Length));
        Assert.Equal("05/26/00", await SendAsync(Changed(right, 23, 21), right.Length)); // designator too long
        Assert.Equal("05/26/00", await SendAsync(Changed(right, 51, 0x17), right.Length)); // DESCRIPTOR LENGTH
        Assert.Equal("05/26/0B", await SendAsync(Changed(right, 15, 1), right.Length)); // inline data
        Assert.Equal(0, _disk.Backend.WriteCount);
    }

    [Fact]
    public async Task Limits_are_those_that_are_stated()
    {
        var parameters = (await _disk.Send("84 03 00 00 00 00 00 00 00 00 00 00 00 FF 00 00")).Data;
        Assert.Equal(
            "0000002A" + "01000000" + "00400100" + "00002400" + "01FFFE00" + "0000000000000000" + "00000000" + "0000" + "00FF" + "FF09"
                + "0000000000" + "02" + "02E4",
            Hex.Text(parameters));
        Assert.Equal("05/26/06", await CopyAsync([.. Enumerable.Repeat(Target(OwnNaa), 65)], [Segment(0, 0, 8, 0, 8)]));
        Assert.Equal("05/26/08", await CopyAsync([Target(OwnNaa)], [.. Enumerable.Repeat(Segment(0, 0, 8, 0, 8), 257)]));
        Assert.Equal(
            "05/1A/00",
            await CopyAsync([.. Enumerable.Repeat(Target(OwnNaa), 65)], [.. Enumerable.Repeat(Segment(0, 0, 8, 0, 8), 257)]));
    }

    [Fact]
    public async Task Results_are_kept_for_the_nexus_that_gave_a_list_identifier()
    {
        Assert.Equal("05/24/00", await _disk.Outcome("84 00 05 00 00 00 00 00 00 00 00 00 00 FF 00 00"));
        await CopyAsync([Target(OwnNaa)], [Segment(0, 0, 8, 0, 8)], listId: 5);
        Assert.Equal("Good", await _disk.Outcome("84 00 05 00 00 00 00 00 00 00 00 00 00 FF 00 00"));
        var other = _disk.Login("iqn.1993-08.org.debian:01:second");
        Assert.Equal("05/24/00", await _disk.Outcome("84 00 05 00 00 00 00 00 00 00 00 00 00 FF 00 00", nexus: other));
        await CopyAsync([Target(OwnNaa)], [Segment(0, 0, 8, 0, 8)], listId: 0, usage: 3);
        Assert.Equal("05/24/00", await _disk.Outcome("84 00 00 00 00 00 00 00 00 00 00 00 00 FF 00 00"));
        Assert.Equal("05/24/00", await _disk.Outcome("84 04 05 00 00 00 00 00 00 00 00 00 00 FF 00 00"));
    }

    [Fact]
    public async Task Inquiry_says_that_copies_exist()
    {
        Assert.Equal(0x18, (await _disk.Send("12 00 00 00 FF 00")).Data[5]);
        Assert.Equal(0x10, (await new Disk().Send("12 00 00 00 FF 00")).Data[5]);
        Assert.Equal(
            "008F0058" + "00010008" + "0783010084020003" + "0004001C" + "00000000" + "00400100" + "00002400" + new string('0', 32)
                + "00080004" + "0202E400" + "80010020" + "000000FF" + "00000010" + "01FFFE00" + "09" + new string('0', 38),
            Hex.Text((await _disk.Send("12 01 8F 00 FF 00")).Data));
    }

    private static byte[] Changed(byte[] list, int at, byte value)
    {
        var changed = (byte[])list.Clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] Target(string naa)
    {
        var target = new byte[32];
        target[0] = 0xE4;
        (target[4], target[5], target[7]) = (1, 3, 8);
        Hex.Bytes(naa).CopyTo(target, 8);
        target[30] = 0x02;
        return target;
    }

    private static byte[] Segment(int source, int destination, int count, long from, long to)
    {
        var segment = new byte[28];
        (segment[0], segment[3], segment[5], segment[7]) = (2, 0x18, (byte)source, (byte)destination);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteInt64BigEndian(segment.AsSpan(12), from);
        BinaryPrimitives.WriteInt64BigEndian(segment.AsSpan(20), to);
        return segment;
    }

    private static byte[] List(byte[][] targets, byte[][] segments, byte listId = 1, int usage = 0)
    {
        var header = new byte[16];
        (header[0], header[1]) = (listId, (byte)(usage << 3));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(targets.Length * 32));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), segments.Length * 28);
        return [.. header, .. targets.SelectMany(one => one), .. segments.SelectMany(one => one)];
    }

    private Task<string> CopyAsync(byte[][] targets, byte[][] segments, byte listId = 1, int usage = 0)
    {
        var list = List(targets, segments, listId, usage);
        return SendAsync(list, list.Length);
    }

    private Task<string> SendAsync(byte[] list, int length)
    {
        var cdb = new byte[16];
        cdb[0] = 0x83;
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), length);
        return _disk.Outcome(Hex.Text(cdb), list);
    }

    private sealed class Units : ICopyTargets
    {
        public IReadOnlyCollection<DiskDeviceServer> Targets { get; set; } = [];
    }
}
