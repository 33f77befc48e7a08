using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Akka.Streams.Tests;

/// <summary>Demand, failure, cancellation, and the ends from outside.</summary>
public sealed class LifeSpec : StreamSpec
{
    [Fact]
    public async Task A_source_is_asked_for_what_the_sink_takes_and_for_no_more()
    {
        var asked = 0;
        IEnumerable<int> Counting()
        {
            while (true)
                yield return ++asked;
        }

        Assert.Equal([1, 2, 3], await SeqAsync(Source.From(Counting()).Select(x => x).Take(3)));
        Assert.Equal(3, asked);
        Assert.Equal(4, await Source.From(Counting()).RunWith(Sink.First<int>(), Materializer).WaitAsync(Limit));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_slow_sink_holds_the_source_back()
    {
        var (asked, gate, taken) = (0, new SemaphoreSlim(0), new SemaphoreSlim(0));
        IEnumerable<int> Counting()
        {
            while (true)
                yield return Interlocked.Increment(ref asked);
        }

        var (kill, done) = Source.From(Counting()).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .ToMaterialized(Sink.ForEachAsync<int>(1, async _ =>
            {
                taken.Release();
                await gate.WaitAsync(Limit);
            }), Keep.Both).Run(Materializer);

        for (var i = 1; i <= 5; i++)
        {
            Assert.True(await taken.WaitAsync(Limit));
            Assert.InRange(Volatile.Read(ref asked), i, i + 1);
            gate.Release();
        }

        kill.Shutdown();
        gate.Release(1000);
        await done.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_failure_goes_downstream_and_disposes_of_the_source()
    {
        var disposed = new TaskCompletionSource();
        IEnumerable<int> Elements()
        {
            try
            {
                for (var i = 3; ; i--)
                    yield return i;
            }
            finally
            {
                disposed.SetResult();
            }
        }

        await Assert.ThrowsAsync<DivideByZeroException>(() => SeqAsync(Source.From(Elements()).Select(x => 6 / x)));
        await disposed.Task.WaitAsync(Limit);
        await Assert.ThrowsAsync<IOException>(() => Source.Single(1).RunForeach(_ => throw new IOException(), Materializer));
        await Assert.ThrowsAsync<IOException>(() => SeqAsync(Source.Failed<int>(new IOException())));
        await Assert.ThrowsAsync<IOException>(
            () => SeqAsync(Source.From([1, 2]).SelectAsync(2, _ => Task.FromException<int>(new IOException()))));
    }

    [Fact]
    public async Task A_switch_completes_a_stream_that_waits_for_its_source()
    {
        var first = new TaskCompletionSource();
        var (kill, all) = Source.Single(1).Concat(Never()).Select(x =>
        {
            first.SetResult();
            return x;
        }).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        await first.Task.WaitAsync(Limit);

        kill.Shutdown();

        var elements = await all.WaitAsync(Limit);
        Assert.True(elements.Count <= 1);
    }

    [Fact]
    public async Task A_switch_fails_a_stream_and_only_its_first_call_counts()
    {
        var (kill, all) = Never().ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        kill.Abort(new IOException("cut"));
        kill.Shutdown();

        Assert.Equal("cut", (await Assert.ThrowsAsync<IOException>(() => all.WaitAsync(Limit))).Message);
    }

    [Fact]
    public async Task A_shared_switch_ends_all_streams_the_later_ones_too()
    {
        var shared = KillSwitches.Shared("all");
        var running = Enumerable.Range(0, 3).Select(_ => SeqAsync(Never().Via(shared.Flow<int>()))).ToArray();

        shared.Shutdown();

        Assert.All(await Task.WhenAll(running), Assert.Empty);
        Assert.Empty(await SeqAsync(Source.From([1, 2]).Via(shared.Flow<int>())));
        Assert.Equal("KillSwitch(all)", shared.ToString());
    }

    [Fact]
    public async Task The_end_of_the_materializer_is_abrupt()
    {
        var running = SeqAsync(Never());

        Materializer.Shutdown();
        Materializer.Shutdown();

        await Assert.ThrowsAsync<AbruptTerminationException>(() => running);
        Assert.True(Materializer.IsShutdown);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Source.Single(1).RunForeach(_ => { }, Materializer));
    }

    [Fact]
    public async Task Streams_end_with_the_actor_that_they_were_made_in()
    {
        var started = new TaskCompletionSource<Task>();
        var actor = System.ActorOf(Props.Create(() => new Running(started)));
        var running = await started.Task.WaitAsync(Limit);

        await actor.GracefulStop(Limit);

        await Assert.ThrowsAsync<AbruptTerminationException>(() => running.WaitAsync(Limit));
    }

    [Fact]
    public async Task Streams_end_with_the_system()
    {
        var running = SeqAsync(Never());

        await System.Terminate().WaitAsync(Limit);

        await Assert.ThrowsAsync<AbruptTerminationException>(() => running);
    }

    private static Source<int, NotUsed> Never() =>
        Source.UnfoldAsync(0, _ => new TaskCompletionSource<Option<(int, int)>>().Task);

    private sealed class Running : UntypedActor
    {
        public Running(TaskCompletionSource<Task> started) =>
            started.SetResult(Never().RunForeach(_ => { }, Context.Materializer()));

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
