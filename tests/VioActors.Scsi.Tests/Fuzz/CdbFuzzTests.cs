using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Tests.Doubles;
using Xunit.Abstractions;

namespace VioActors.Scsi.Tests.Fuzz;

/// <summary>Any CDB with any data: an answer that the standard knows, within bounds, and the unit goes on.</summary>
public sealed class CdbFuzzTests(ITestOutputHelper output)
{
    private const int CommandsEach = 200;
    private const int DataInBytesMax = 16 * 1024 * 1024;

    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(30);

    private static readonly byte[] Opcodes =
    [
        0x00, 0x03, 0x08, 0x0A, 0x12, 0x15, 0x16, 0x17, 0x1A, 0x1B, 0x1D, 0x1E, 0x25, 0x28, 0x2A, 0x2E, 0x2F, 0x34, 0x35, 0x37, 0x41, 0x42,
        0x48, 0x4C, 0x4D, 0x51, 0x55, 0x56, 0x57, 0x5A, 0x5E, 0x5F, 0x83, 0x84, 0x88, 0x89, 0x8A, 0x8B, 0x8E, 0x8F, 0x90, 0x91, 0x93, 0x9C,
        0x9E, 0xA0, 0xA3, 0xA4, 0xA8, 0xAA, 0xAE, 0xAF, 0xB7,
    ];

    [Fact]
    [Trait("Req", "IO-1")]
    public Task Every_command_is_answered_legally() => FuzzPlan.RunAsync(output.WriteLine, RunAsync);

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var disk = new Disk(with: ports => ports with { Reservations = new LocalReservations() });
        var other = disk.Login("iqn.1993-08.org.debian:01:second");
        for (var index = 0; index < CommandsEach; index++)
        {
            var (cdb, dataOut) = (CdbOf(random), DataOf(random));
            var dataIn = random.Next(4) switch { 0 => 0, 1 => random.Next(1024), _ => DataInBytesMax };
            var nexus = random.Next(4) == 0 ? other : disk.Nexus;
            try
            {
                Check(await disk.Send(cdb, dataOut, dataIn, nexus).WaitAsync(HungAfter));
            }
            catch (Exception cause)
            {
                throw new InvalidOperationException(
                    $"Command {index}: CDB {Hex.Text(cdb)} with {dataOut?.Length ?? 0} bytes out, {dataIn} in: {cause.Message}", cause);
            }
        }

        // A sense that it is alive: whatever reservations, attentions and modes are left, it says what it is.
        var inquiry = await disk.Send("12 00 00 00 24 00", nexus: other).WaitAsync(HungAfter);
        Assert.Equal(ScsiStatus.Good, inquiry.Status);
    }

    private static void Check(Reply reply)
    {
        Assert.True(Enum.IsDefined(reply.Status), $"status {reply.Status}");
        Assert.True(reply.Data.Length <= DataInBytesMax, $"{reply.Data.Length} bytes of data");
        if (reply.Status != ScsiStatus.CheckCondition)
        {
            Assert.Empty(reply.Sense);
            return;
        }

        Assert.InRange(reply.Sense.Length, 8, 252);
        Assert.True(reply.Sense[0] is 0x70 or 0x72 or 0xF0, $"sense format {reply.Sense[0]:X2}");
        Assert.InRange(reply.Sense[0] == 0x72 ? reply.Sense[1] & 0xF : reply.Sense[2] & 0xF, 0, 0xE);
    }

    private static byte[] CdbOf(Random random)
    {
        var cdb = new byte[random.Next(12) switch { 0 => 6, 1 => 10, 2 => 12, 3 => 32, 4 => random.Next(6, 261), _ => 16 }];
        if (random.Next(2) == 0)
        {
            random.NextBytes(cdb);
        }
        else
        {
            // A few bits only: what is nearly right goes further.
            for (var bits = random.Next(8); bits > 0; bits--)
            {
                cdb[random.Next(1, Math.Min(16, cdb.Length))] |= (byte)(1 << random.Next(8));
            }
        }

        if (random.Next(10) > 0)
        {
            cdb[0] = Opcodes[random.Next(Opcodes.Length)];
        }

        return cdb;
    }

    private static byte[]? DataOf(Random random)
    {
        var size = random.Next(8) switch
        {
            0 or 1 => 0,
            2 => random.Next(64),
            3 => 24,
            4 => 512,
            5 => 4096,
            6 => 65536,
            _ => random.Next(2048),
        };
        if (size == 0)
        {
            return null;
        }

        var data = new byte[size];
        if (random.Next(2) == 0)
        {
            random.NextBytes(data);
        }
        else
        {
            for (var bytes = random.Next(12); bytes > 0; bytes--)
            {
                data[random.Next(Math.Min(size, 64))] = (byte)random.Next(256);
            }
        }

        return data;
    }
}
