using System.Buffers.Binary;
using VioActors.Actors.Vios.Cke.Wire;

namespace VioActors.Actors.Tests.Vios.Cke;

public sealed class CkeFrameTests
{
    [Theory]
    [InlineData(CkeFrameKind.Read, 0)]
    [InlineData(CkeFrameKind.Write, 4096)]
    [InlineData(CkeFrameKind.Flush, 0)]
    [InlineData(CkeFrameKind.Answer, 512)]
    public void AHeader_ComesBackAsItWas(object kind, int payload)
    {
        var frame = new CkeFrame((CkeFrameKind)kind, 1, 3, 0x1122334455667788, UInt128.MaxValue - 5, 1L << 40, 4096, payload);
        var bytes = new byte[CkeFrame.SizeBytes];
        frame.Write(bytes);
        Assert.Equal(frame, CkeFrame.Read(bytes));
    }

    [Theory]
    [InlineData("kind", 4, 0)]
    [InlineData("kind", 4, 11)]
    [InlineData("payload", 0, 0x7F)]
    [InlineData("payload", 0, 0x80)]
    [InlineData("4097 bytes", 3, 1)]
    [InlineData("request for", 32, 0x80)]
    [InlineData("request for", 40, 0xFF)]
    public void ADamagedHeader_IsRefused(string says, int at, byte value)
    {
        var bytes = new byte[CkeFrame.SizeBytes];
        new CkeFrame(CkeFrameKind.Write, 0, 0, 1, 2, 0, 4096, 4096).Write(bytes);
        bytes[at] = value;
        Assert.Contains(says, Assert.Throws<CkeProtocolException>(() => CkeFrame.Read(bytes)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AnyHeader_IsReadWithinItsBoundsOrRefused()
    {
        var random = new Random(20_261_121);
        var bytes = new byte[CkeFrame.SizeBytes];
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            bytes[4] = (byte)random.Next(12);
            BinaryPrimitives.WriteInt32BigEndian(bytes, random.Next(-10, CkeFrame.PayloadLengthMax + 10) & (random.Next(2) * -1));
            try
            {
                var frame = CkeFrame.Read(bytes);
                Assert.InRange(frame.PayloadLength, 0, CkeFrame.PayloadLengthMax);
                read++;
            }
            catch (CkeProtocolException)
            {
                // Refused.
            }
        }

        Assert.True(read > 100);
    }
}
