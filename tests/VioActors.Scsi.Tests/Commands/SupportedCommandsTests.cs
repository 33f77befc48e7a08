using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>REPORT SUPPORTED OPERATION CODES says what is: no more, no less.</summary>
[Trait("Req", "IO-1")]
public sealed class SupportedCommandsTests
{
    private readonly Disk _disk = new(with: ports => ports with { Reservations = new LocalReservations(), CopyTargets = new NoTargets() });

    [Fact]
    public async Task Listed_commands_exist_and_no_others_do()
    {
        var listed = await List();
        for (var opcode = 0; opcode <= 0xFF; opcode++)
        {
            var actions = listed.Where(one => one.Opcode == opcode).ToArray();
            if (actions.Length == 0)
            {
                Assert.Equal("05/20/00", (await _disk.Send(Cdb(opcode, 0))).Outcome);
                continue;
            }

            var hasActions = actions[0].HasServiceAction;
            for (var action = 0; action < (hasActions ? 32 : 1); action++)
            {
                var reply = await _disk.Send(Cdb(opcode, action), new byte[24]);
                Assert.NotEqual("05/20/00", reply.Outcome);
                if (hasActions && actions.All(one => one.ServiceAction != action))
                {
                    Assert.Equal("05/24/00", reply.Outcome);
                    Assert.Equal(new byte[] { 0xCC, 0, 1 }, reply.Sense[15..18]);
                }
            }
        }
    }

    [Fact]
    public async Task Each_usage_mask_is_what_the_command_checks()
    {
        foreach (var (opcode, serviceAction, hasAction, size) in await List())
        {
            var one = (await _disk.Send($"A3 0C {(hasAction ? 2 : 1):X2} {opcode:X2} 00 {serviceAction:X2} 00 00 FF FF 00 00")).Data;
            Assert.Equal((3, size, opcode), (one[1], one[3], one[4]));
            Assert.Equal(4 + size, one.Length);
            for (var bit = 8; bit < size * 8; bit++)
            {
                var isAction = hasAction && bit is >= 8 and < 13;
                if (!isAction && (one[4 + (bit / 8)] & (1 << (bit % 8))) == 0)
                {
                    var cdb = Cdb(opcode, hasAction ? serviceAction : 0)[..size];
                    cdb[bit / 8] |= (byte)(1 << (bit % 8));
                    Assert.Equal("05/24/00", (await _disk.Send(cdb, new byte[24])).Outcome);
                }
            }
        }
    }

    [Fact]
    public async Task A_cdb_that_is_cut_off_is_refused_at_every_length()
    {
        foreach (var (opcode, serviceAction, hasAction, size) in await List())
        {
            for (var length = hasAction ? 2 : 1; length < size; length++)
            {
                Assert.Equal("05/24/00", (await _disk.Send(Cdb(opcode, serviceAction)[..length])).Outcome);
            }
        }
    }

    [Theory]
    [InlineData("A3 0C 01 28 00 00 00 00 FF FF 00 00", "0003000A" + "2818FFFFFFFF1FFFFF00")] // READ(10)
    [InlineData("A3 0C 02 9E 00 10 00 00 FF FF 00 00", "00030010" + "9E100000000000000000FFFFFFFF0000")] // READ CAPACITY(16)
    [InlineData("A3 0C 03 28 00 00 00 00 FF FF 00 00", "0003000A" + "2818FFFFFFFF1FFFFF00")]
    [InlineData("A3 0C 03 9E 00 10 00 00 FF FF 00 00", "00030010" + "9E100000000000000000FFFFFFFF0000")]
    [InlineData("A3 0C 03 28 00 05 00 00 FF FF 00 00", "00010000")]
    [InlineData("A3 0C 01 04 00 00 00 00 FF FF 00 00", "00010000")] // FORMAT UNIT
    [InlineData("A3 0C 02 9E 00 1F 00 00 FF FF 00 00", "00010000")]
    [InlineData("A3 0C 02 9E 01 10 00 00 FF FF 00 00", "00010000")]
    public async Task One_command(string cdb, string expected) => Assert.Equal(expected, Hex.Text((await _disk.Send(cdb)).Data));

    [Theory]
    [InlineData("A3 0C 01 9E 00 00 00 00 FF FF 00 00")] // has service actions
    [InlineData("A3 0C 02 28 00 00 00 00 FF FF 00 00")] // has none
    [InlineData("A3 0C 04 28 00 00 00 00 FF FF 00 00")]
    [InlineData("A3 0C 07 28 00 00 00 00 FF FF 00 00")]
    public async Task Refused_reporting_options(string cdb) => Assert.Equal("05/24/00", await _disk.Outcome(cdb));

    [Fact]
    public async Task Timeout_descriptors_come_when_asked_for()
    {
        var all = (await _disk.Send("A3 0C 80 00 00 00 00 00 FF FF 00 00")).Data;
        Assert.Equal(0, (all.Length - 4) % 20);
        Assert.Equal((0x02, 0x0A), (all[9] & 0x02, all[13]));
        var one = (await _disk.Send("A3 0C 81 28 00 00 00 00 FF FF 00 00")).Data;
        Assert.Equal((0x83, 4 + 10 + 12), (one[1], one.Length));
    }

    [Theory]
    [InlineData("A3 0D 00 00 00 00 00 00 00 FF 00 00", "D8000000")]
    [InlineData("A3 0D 80 00 00 00 00 00 00 FF 00 00", "D800000C000000000000000000000000")]
    public async Task Task_management_functions(string cdb, string expected) =>
        Assert.Equal(expected, Hex.Text((await _disk.Send(cdb)).Data));

    [Theory]
    [InlineData(
        "A3 0A 00 00 00 00 00 00 FF FF 00 00",
        "0000001C" + "80CF0007" + "00020001" + "00000001" + "01CF0008" + "00000002" + "00000002" + "00000003")]
    [InlineData("A3 2A 00 00 00 00 00 00 00 0C 00 00", "00000020" + "100F0000" + "80CF0007")]
    public async Task Target_port_groups(string cdb, string expected) => Assert.Equal(expected, Hex.Text((await _disk.Send(cdb)).Data));

    [Theory]
    [InlineData("37 00 1D 00 00 00 00 00 FF 00", "001D0000")]
    [InlineData("B7 1D 00 00 00 00 00 00 00 FF 00 00", "001D000000000000")]
    public async Task There_are_no_defects(string cdb, string expected) => Assert.Equal(expected, Hex.Text((await _disk.Send(cdb)).Data));

    [Theory]
    [InlineData("1B 00 00 00 01 00")] // start
    [InlineData("1B 01 00 00 00 00")] // stop, immediately
    [InlineData("1B 00 00 00 32 00")] // a power condition makes LOEJ ignored
    [InlineData("1E 00 00 00 01 00")]
    [InlineData("1E 00 00 00 00 00")]
    [InlineData("1D 04 00 00 00 00")]
    [InlineData("34 02 00 00 00 00 1F 00 01 00")] // IMMED and a group number
    [InlineData("90 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("35 02 00 00 00 00 00 00 00 00")]
    public async Task Accepted_without_data(string cdb) => Assert.Equal("Good", await _disk.Outcome(cdb));

    /// <summary>Any bytes at all get one of the statuses, bounded data, and no exception.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_cdbs_are_answered(int seed)
    {
        var random = new Random(seed);
        var opcodes = (await List()).Select(one => one.Opcode).Distinct().ToArray();
        for (var i = 0; i < 4000; i++)
        {
            var cdb = new byte[random.Next(0, 33)];
            random.NextBytes(cdb);
            if (cdb.Length > 0 && random.Next(4) > 0)
            {
                cdb[0] = opcodes[random.Next(opcodes.Length)];
                for (var at = 1; at < cdb.Length; at++)
                {
                    cdb[at] &= (byte)(random.Next(3) == 0 ? 0xFF : 0);
                }
            }

            var reply = await _disk.Send(cdb, new byte[random.Next(4) * 300], random.Next(1 << 17));
            Assert.True(Enum.IsDefined(reply.Status));
            Assert.Equal(reply.Status == ScsiStatus.CheckCondition, reply.Sense.Length > 0);
            Assert.InRange(reply.Data.Length, 0, 8 << 20);
        }
    }

    private static byte[] Cdb(int opcode, int serviceAction)
    {
        var cdb = new byte[16];
        cdb[0] = (byte)opcode;
        cdb[1] = (byte)serviceAction;
        return cdb;
    }

    private async Task<List<(byte Opcode, byte ServiceAction, bool HasServiceAction, int Size)>> List()
    {
        var data = (await _disk.Send("A3 0C 00 00 00 00 00 00 FF FF 00 00")).Data;
        var listed = new List<(byte, byte, bool, int)>();
        for (var at = 4; at < data.Length; at += 8)
        {
            listed.Add((data[at], data[at + 3], (data[at + 5] & 1) != 0, data[at + 7]));
        }

        Assert.Equal(data.Length - 4, (data[2] << 8) | data[3]);
        return listed;
    }

    private sealed class NoTargets : ICopyTargets
    {
        public IReadOnlyCollection<DiskDeviceServer> Targets => [];
    }
}
