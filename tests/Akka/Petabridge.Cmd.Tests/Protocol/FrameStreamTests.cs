using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Protocol;

public sealed class FrameStreamTests
{
    [Fact]
    public async Task Frames_are_read_one_after_the_other_until_the_end()
    {
        using var stream = new MemoryStream([.. FrameCodec.Encode(new PingFrame()), .. FrameCodec.Encode(new CancelFrame(3))]);

        Assert.Equal(new PingFrame(), await FrameStream.ReadAsync(stream, 100, CancellationToken.None));
        Assert.Equal(new CancelFrame(3), await FrameStream.ReadAsync(stream, 100, CancellationToken.None));
        Assert.Null(await FrameStream.ReadAsync(stream, 100, CancellationToken.None));
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000065")]
    [InlineData("ffffffff")]
    [InlineData("47455420")] // "GET "
    public async Task A_length_outside_of_the_limit_is_refused_before_anything_is_read(string header)
    {
        using var stream = new MemoryStream([.. Convert.FromHexString(header), 4, 4, 4]);

        await Assert.ThrowsAsync<WireViolationException>(() => FrameStream.ReadAsync(stream, 100, CancellationToken.None));
        Assert.Equal(4, stream.Position);
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("00000005 03 0000")]
    public async Task An_end_inside_of_a_frame_is_an_error(string hex)
    {
        using var stream = new MemoryStream(Convert.FromHexString(hex.Replace(" ", "")));

        await Assert.ThrowsAsync<EndOfStreamException>(() => FrameStream.ReadAsync(stream, 100, CancellationToken.None));
    }
}
