using System.IO.Pipelines;
using Petabridge.Cmd.Host.Server;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Server;

public sealed class OutputTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_long_text_is_cut_into_frames_that_join_to_the_same_text()
    {
        var text = string.Concat(Enumerable.Repeat("a😀", WireLimits.OutputChunkChars));

        var frames = Frames(new CommandResponse(text));

        Assert.True(frames.Count > 2);
        Assert.Equal(text, string.Concat(frames.Select(f => f.Text)));
        Assert.All(frames.SkipLast(1), f => Assert.Equal(OutputFlags.Continued, f.Flags));
        Assert.Equal(OutputFlags.Final, frames[^1].Flags);
    }

    [Fact]
    public void Errors_and_open_ends_show_in_the_flags()
    {
        Assert.Equal(OutputFlags.None, Assert.Single(Frames(new CommandResponse("x", false))).Flags);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, Assert.Single(Frames(new ErroredCommandResponse("x"))).Flags);
    }

    [Fact]
    public void A_response_beyond_the_limit_becomes_an_error()
    {
        Assert.Equal("éé", OutputChunks.Bounded(new CommandResponse("éé", false), 4).Text);
        var cut = OutputChunks.Bounded(new CommandResponse("ééé", false), 4);
        Assert.IsType<ErroredCommandResponse>(cut);
        Assert.True(cut.Final);
    }

    [Fact]
    public async Task The_queue_refuses_what_does_not_fit_and_writes_the_rest_in_order()
    {
        var queue = new OutputQueue(pendingBytesMax: 4);
        Assert.True(queue.TryEnqueue([1, 2]));
        Assert.True(queue.TryEnqueue([3, 4]));
        Assert.False(queue.TryEnqueue([5]));
        using var stream = new MemoryStream();

        queue.Complete(Long);
        await queue.DrainAsync(stream, Long);

        Assert.Equal([1, 2, 3, 4], stream.ToArray());
        Assert.False(queue.TryEnqueue([6]));
    }

    [Fact]
    public async Task A_write_that_hangs_is_given_up()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var queue = new OutputQueue(pendingBytesMax: 100);
        queue.TryEnqueue([1, 2, 3]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => queue.DrainAsync(pipe.Writer.AsStream(), TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Aborting_ends_the_writer()
    {
        var queue = new OutputQueue(pendingBytesMax: 100);
        var draining = queue.DrainAsync(new MemoryStream(), Long);

        queue.Abort();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
    }

    private static List<OutputFrame> Frames(CommandResponse response) =>
        [.. OutputChunks.Of(1, response).Select(f => Assert.IsType<OutputFrame>(FrameCodec.Decode(f.AsSpan(4))))];
}
