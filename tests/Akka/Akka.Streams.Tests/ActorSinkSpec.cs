using Akka.Actor;
using Akka.Streams.Dsl;
using TestKitBase = Akka.TestKit.Xunit2.TestKit;

namespace Akka.Streams.Tests;

/// <summary>Streams that end in actors.</summary>
public sealed class ActorSinkSpec : TestKitBase
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Elements_and_the_end_are_told()
    {
        Source.From([1, 2]).RunWith(Sink.ActorRef<int>(TestActor, "end", e => e), Sys.Materializer());
        ExpectMsg(1, Limit);
        ExpectMsg(2, Limit);
        ExpectMsg("end", Limit);

        Source.Failed<int>(new IOException("cut")).RunWith(Sink.ActorRef<int>(TestActor, "end", e => e.Message), Sys.Materializer());
        ExpectMsg("cut", Limit);
    }

    [Fact]
    public void With_acknowledgement_the_next_element_waits_for_the_answer()
    {
        var probe = CreateTestProbe();
        Source.From([1, 2]).RunWith(Sink.ActorRefWithAck<int>(probe, "init", "ack", "end"), Sys.Materializer());
        foreach (object expected in new object[] { "init", 1, 2 })
        {
            probe.ExpectMsg(expected, Limit);
            Assert.False(probe.HasMessages);
            probe.Reply("ack");
        }

        probe.ExpectMsg("end", Limit);
    }

    [Fact]
    public void The_failure_of_the_stream_is_told()
    {
        var probe = CreateTestProbe();
        Source.Failed<int>(new IOException("cut")).RunWith(Sink.ActorRefWithAck<int>(probe, "init", "ack", "end"), Sys.Materializer());
        probe.ExpectMsg("init", Limit);
        probe.Reply("ack");

        Assert.Equal("cut", probe.ExpectMsg<Status.Failure>(Limit).Cause.Message);
    }

    [Fact]
    public async Task The_end_of_the_actor_cancels_the_stream()
    {
        var probe = CreateTestProbe();
        var disposed = new TaskCompletionSource();
        IEnumerable<int> Elements()
        {
            try
            {
                for (var i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                disposed.SetResult();
            }
        }

        Source.From(Elements()).RunWith(Sink.ActorRefWithAck<int>(probe, "init", "ack", "end"), Sys.Materializer());
        probe.ExpectMsg("init", Limit);
        probe.Reply("ack");
        probe.ExpectMsg(0, Limit);

        Sys.Stop(probe);

        await disposed.Task.WaitAsync(Limit);
    }
}
