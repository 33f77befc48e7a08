using System.Buffers.Binary;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>
/// Random commands beside a plain array of bytes: every answer, every read and the bytes at the end agree with the array. A seed
/// reproduces a run.
/// </summary>
[Trait("Req", "IO-1")]
public sealed class DiskModelTests
{
    private const int Blocks = 96;

    [Theory]
    [InlineData(1, 512, true)]
    [InlineData(2, 512, false)]
    [InlineData(3, 4096, true)]
    [InlineData(4, 4096, false)]
    [InlineData(5, 512, true)]
    public async Task The_disk_is_an_array_of_blocks(int seed, int blockSize, bool thin)
    {
        var memory = new MemoryBackend(blockSize, Blocks);
        var disk = new Disk(memory, ports => thin ? ports : ports with { Backend = new ThickBackend(memory) });
        var run = new Run(disk, new byte[Blocks * blockSize], blockSize, thin, new Random(seed));
        for (var step = 0; step < 1500; step++)
        {
            await run.Step();
        }

        Assert.Equal(run.Model, memory.Peek(0, Blocks));
    }

    private sealed class Run(Disk disk, byte[] model, int blockSize, bool thin, Random random)
    {
        public byte[] Model => model;

        /// <summary>One command: its CDB, its data, and what the array says should come of it.</summary>
        public async Task Step()
        {
            var lba = random.Next(Blocks);
            var count = random.Next(1, 14);
            var fits = lba + count <= Blocks;
            var kind = random.Next(9);
            var expected = fits ? "Good" : "05/21/00";
            switch (kind)
            {
                case 0:
                    var read = await disk.Send(Cdb(0x88, 0, lba, count));
                    Assert.Equal(expected, read.Outcome);
                    Assert.Equal(fits ? Range(lba, count).ToArray() : [], read.Data);
                    break;
                case 1:
                case 2:
                    var bytes = Bytes(count * blockSize);
                    var write = Cdb(kind == 1 ? (byte)0x8A : (byte)0x8E, 0, lba, count);
                    await Change(write, bytes, expected, () => bytes.CopyTo(Range(lba, count)));
                    break;
                case 3:
                    var bits = Bytes(count * blockSize);
                    await Change(Cdb(0x8B, 0, lba, count), bits, expected, () => Or(Range(lba, count), bits));
                    break;
                case 4:
                    var block = random.Next(2) == 0 ? new byte[blockSize] : Bytes(blockSize);
                    var writeSame = Cdb(0x93, thin ? (byte)0x08 : (byte)0, lba, count);
                    await Change(writeSame, block, expected, () => Repeat(Range(lba, count), block));
                    break;
                case 5 when thin:
                    await Change(Hex.Bytes("42 00 00 00 00 00 00 00 18 00"), Unmap(lba, count), expected, () => Range(lba, count).Clear());
                    break;
                case 6:
                    await CompareAndWrite(lba, count, fits);
                    break;
                default:
                    await Verify(lba, count, fits);
                    break;
            }
        }

        private async Task CompareAndWrite(int lba, int count, bool fits)
        {
            var size = count * blockSize;
            var data = Bytes(2 * size);
            var matches = fits && random.Next(2) == 0;
            if (matches)
            {
                Range(lba, count).CopyTo(data);
            }

            var cdb = Cdb(0x89, 0, lba, 0);
            cdb[13] = (byte)count;
            var expected = !fits ? "05/21/00" : matches ? "Good" : "0E/1D/00";
            await Change(cdb, data, expected, () => data.AsSpan(size).CopyTo(Range(lba, count)));
        }

        private async Task Verify(int lba, int count, bool fits)
        {
            var data = fits ? Range(lba, count).ToArray() : new byte[count * blockSize];
            var spoils = fits && random.Next(2) == 0;
            if (spoils)
            {
                data[random.Next(data.Length)] ^= (byte)(1 << random.Next(8));
            }

            var expected = !fits ? "05/21/00" : spoils ? "0E/1D/00" : "Good";
            Assert.Equal(expected, (await disk.Send(Cdb(0x8F, 0x02, lba, count), data)).Outcome);
        }

        private async Task Change(byte[] cdb, byte[] data, string expected, Action apply)
        {
            Assert.Equal(expected, (await disk.Send(cdb, data)).Outcome);
            if (expected == "Good")
            {
                apply();
            }
        }

        private Span<byte> Range(int lba, int count) => model.AsSpan(lba * blockSize, count * blockSize);

        private byte[] Bytes(int size)
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            return bytes;
        }

        private static void Or(Span<byte> target, byte[] bits)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] |= bits[i];
            }
        }

        private void Repeat(Span<byte> target, byte[] block)
        {
            for (var at = 0; at < target.Length; at += blockSize)
            {
                block.CopyTo(target[at..]);
            }
        }

        private static byte[] Unmap(int lba, int count)
        {
            var list = new byte[24];
            (list[1], list[3]) = (22, 16);
            BinaryPrimitives.WriteInt64BigEndian(list.AsSpan(8), lba);
            BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(16), count);
            return list;
        }

        private static byte[] Cdb(byte opcode, byte flags, int lba, int count)
        {
            var cdb = new byte[16];
            (cdb[0], cdb[1]) = (opcode, flags);
            BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), lba);
            BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), count);
            return cdb;
        }
    }
}
