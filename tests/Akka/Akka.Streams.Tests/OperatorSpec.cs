using Akka.Streams.Dsl;
using Akka.Util;

namespace Akka.Streams.Tests;

/// <summary>What each operator and sink does with its elements.</summary>
public sealed class OperatorSpec : StreamSpec
{
    [Fact]
    public async Task Operators_change_choose_and_group()
    {
        var result = await Source.From(Enumerable.Range(1, 20))
            .Skip(2).SkipWhile(x => x < 5).Where(x => x % 2 == 1).WhereNot(x => x == 9).TakeWhile(x => x < 17)
            .Select(x => x * 10).SelectMany(x => new[] { x, x + 1 }).Grouped(3).Select(group => string.Join('+', group))
            .RunWith(Sink.Seq<string>(), Materializer).WaitAsync(Limit);

        Assert.Equal(["50+51+70", "71+110+111", "130+131+150", "151"], result);
    }

    [Fact]
    public async Task A_flow_has_the_same_operators()
    {
        var flow = Flow.Create<int>().Skip(1).SkipWhile(x => x < 3).Where(x => x != 4).WhereNot(x => x == 6).Take(4)
            .TakeWhile(x => x < 9, true)
            .SelectMany(x => new[] { x, -x }).Select(x => $"{x}").SelectAsync(2, Task.FromResult).Scan("", (all, x) => all + x).Grouped(9);

        var groups = await Source.From(Enumerable.Range(1, 20)).Via(flow)
            .RunWith(Sink.Seq<IEnumerable<string>>(), Materializer).WaitAsync(Limit);

        Assert.Equal(["", "3", "3-3", "3-35", "3-35-5", "3-35-57", "3-35-57-7", "3-35-57-78", "3-35-57-78-8"], groups.Single());
    }

    [Fact]
    public async Task Take_while_may_include_the_element_that_ends_it()
    {
        Assert.Equal([1, 2, 3], await SeqAsync(Source.From([1, 2, 3, 4]).TakeWhile(x => x < 3, inclusive: true)));
        Assert.Equal([1, 2], await SeqAsync(Source.From([1, 2, 3, 4]).TakeWhile(x => x < 3)));
    }

    [Fact]
    public async Task Sources_are_put_one_behind_the_other()
    {
        var all = Source.Single(1).Concat(Source.Empty<int>()).Concat(Source.FromTask(Task.FromResult(2))).Concat(Source.Repeat(3).Take(2))
            .Concat(Source.UnfoldAsync(4, x => Task.FromResult(x > 5 ? Option<(int, int)>.None : (x + 1, x))));

        Assert.Equal([1, 2, 3, 3, 4, 5], await SeqAsync(all));
    }

    [Fact]
    public async Task A_stream_can_be_run_again()
    {
        var source = Source.From([1, 2, 3]).Skip(1);

        Assert.Equal([2, 3], await SeqAsync(source));
        Assert.Equal([2, 3], await SeqAsync(source));
    }

    [Fact]
    public async Task Folds_and_ends()
    {
        var source = Source.From([1, 2, 3]);

        Assert.Equal(6, await source.RunAggregate(0, (sum, x) => sum + x, Materializer));
        Assert.Equal(1, await source.RunWith(Sink.First<int>(), Materializer));
        Assert.Equal(3, await source.RunWith(Sink.Last<int>(), Materializer));
        Assert.Equal(0, await Source.Empty<int>().RunWith(Sink.FirstOrDefault<int>(), Materializer));
        Assert.Equal(0, await Source.Empty<int>().RunWith(Sink.LastOrDefault<int>(), Materializer));
        await Assert.ThrowsAsync<NoSuchElementException>(() => Source.Empty<int>().RunWith(Sink.First<int>(), Materializer));
        await Assert.ThrowsAsync<NoSuchElementException>(() => Source.Empty<int>().RunWith(Sink.Last<int>(), Materializer));
    }

    [Fact]
    public async Task Materialized_values_are_kept_as_asked()
    {
        var (count, all) = Source.From([1, 2]).MapMaterializedValue(_ => "left")
            .ToMaterialized(Sink.Seq<int>().MapMaterializedValue(task => task.WaitAsync(Limit)), Keep.Both).Run(Materializer);

        Assert.Equal("left", count);
        Assert.Equal([1, 2], await all);
        Assert.Equal("left", Source.From([1]).MapMaterializedValue(_ => "left").To(Sink.Ignore<int>()).Run(Materializer));
        Assert.Same(NotUsed.Instance, Source.From([1]).ToMaterialized(Sink.Ignore<int>(), Keep.None).Run(Materializer));
    }

    [Fact]
    public async Task Asynchronous_results_keep_the_order_and_the_limit()
    {
        var gates = Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var started = new HashSet<int>();
        var full = new TaskCompletionSource();
        var run = SeqAsync(Source.From(Enumerable.Range(0, 6)).SelectAsync(3, x =>
        {
            lock (started)
            {
                started.Add(x);
                if (started.Count == 3)
                    full.SetResult();
            }

            return gates[x].Task;
        }));
        await full.Task.WaitAsync(Limit);
        Assert.Equal([0, 1, 2], started);

        foreach (var x in new[] { 2, 1, 0, 5, 4, 3 })
            gates[x].SetResult(x);

        Assert.Equal([0, 1, 2, 3, 4, 5], await run);
    }

    [Fact]
    public void Limits_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Single(1).SelectAsync(0, Task.FromResult));
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Single(1).Grouped(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sink.ForEachAsync<int>(0, _ => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>(() => Source.From<int>(null!));
    }
}
