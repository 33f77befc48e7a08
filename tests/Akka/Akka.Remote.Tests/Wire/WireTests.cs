using System.Buffers;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Wire;

/// <summary>The encoding of frames, and bytes that are none.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(127UL, 1)]
    [InlineData(128UL, 2)]
    [InlineData(16_383UL, 2)]
    [InlineData(16_384UL, 3)]
    [InlineData(uint.MaxValue, 5)]
    [InlineData(ulong.MaxValue, 10)]
    public void Numbers_have_the_size_that_is_counted(ulong value, int size)
    {
        var bytes = new byte[10];

        Assert.Equal(size, Varint.Size(value));
        Assert.Equal(size, Varint.Write(bytes, value));
        var reader = new WireReader([0x08, .. bytes[..size]]);
        Assert.Equal(1, reader.NextField());
        Assert.Equal(value, reader.Number());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(17)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Signed_numbers_come_back(int value) => Assert.Equal(value, Varint.UnZigZag(Varint.ZigZag(value)));

    [Fact]
    public void Golden_bytes_of_an_envelope()
    {
        var frame = new WireMessage()
            .Number(FrameFields.Recipient, 1)
            .Text(FrameFields.RecipientPath, "p")
            .SignedInt32(FrameFields.Serializer, 17)
            .Number(FrameFields.Manifest, 1)
            .Text(FrameFields.ManifestText, "S")
            .Bytes(FrameFields.Payload, "hi"u8);

        Assert.Equal("08011201702822300 13A01537A026869".Replace(" ", ""), Convert.ToHexString(frame.Written));
        var header = FrameHeader.Read(frame.Written, frame.Written.Length);
        Assert.Equal((1, 17, 1, 2), (header.RecipientId, header.SerializerId, header.ManifestId, header.PayloadLength));
    }

    [Fact]
    public void Fields_of_a_later_version_are_passed_over()
    {
        var frame = new WireMessage()
            .Number(100, 5).Text(101, "new").Number(FrameFields.Recipient, 3).Bytes(FrameFields.Payload, [1]);

        Assert.Equal(3, FrameHeader.Read(frame.Written, frame.Written.Length).RecipientId);
    }

    [Fact]
    public void Random_bytes_are_a_frame_or_a_format_error_and_nothing_else()
    {
        var random = new Random(20_240_611);
        var bytes = new byte[200];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            var length = random.Next(bytes.Length);
            AssertReadOrRefused(bytes.AsSpan(0, length), length + random.Next(2) * random.Next(1000));
        }
    }

    [Fact]
    public void Frames_with_a_byte_changed_or_cut_off_are_read_or_refused()
    {
        var good = new WireMessage()
            .Number(FrameFields.Recipient, 1).Text(FrameFields.RecipientPath, "akka.tcp://a@b:1/user/c")
            .Number(FrameFields.Sender, 2).Text(FrameFields.SenderPath, "akka.tcp://d@e:2/user/f")
            .SignedInt32(FrameFields.Serializer, 17).Text(FrameFields.ManifestText, "S").Bytes(FrameFields.Payload, "payload"u8).ToArray();
        for (var at = 0; at < good.Length; at++)
        {
            AssertReadOrRefused(good.AsSpan(0, at), at);
            for (var value = 0; value < 256; value++)
            {
                var bad = (byte[])good.Clone();
                bad[at] = (byte)value;
                AssertReadOrRefused(bad, bad.Length);
            }
        }
    }

    [Fact]
    public void Random_handshakes_are_refused_as_format_errors()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(100)];
            random.NextBytes(bytes);
            var hello = new WireMessage().Bytes(FrameFields.Hello, bytes).ToArray();
            Assert.ThrowsAny<WireFormatException>(() => Handshake.ReadHello(hello));
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, false)]
    [InlineData(new byte[] { 2, 0, 0, 0, 9 }, false)]
    [InlineData(new byte[] { 1, 0, 0, 0, 9 }, true)]
    [InlineData(new byte[] { 1, 0, 0, 0, 9, 9 }, true)]
    public void A_frame_is_taken_when_it_is_complete(byte[] bytes, bool complete)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(complete, Frames.TryTake(ref buffer, 10, out var frame));
        if (complete)
            Assert.Equal([9], frame.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    [InlineData(int.MinValue)]
    public void A_length_out_of_bounds_is_refused(int length)
    {
        var buffer = new ReadOnlySequence<byte>(BitConverter.GetBytes(length));

        Assert.Throws<WireFormatException>(() => Frames.TryTake(ref buffer, 10, out _));
    }

    private static void AssertReadOrRefused(ReadOnlySpan<byte> bytes, int total)
    {
        try
        {
            var header = FrameHeader.Read(bytes, total);
            Assert.InRange(header.PayloadLength, 0, total);
        }
        catch (WireFormatException)
        {
            // That is the other good outcome.
        }
    }
}
