using FsCheck;
using FsCheck.Fluent;
using VioActors.Storage.Allocation;

namespace VioActors.Storage.Tests.Allocation;

public sealed class ChunkRunsTests
{
    [Fact]
    public void Runs_behave_as_a_set_and_stay_merged()
    {
        var step = Gen.Zip(Gen.Elements(true, false), Gen.Zip(Gen.Choose(0, 40), Gen.Choose(1, 6)));
        var property = Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var runs = ChunkRuns.Empty;
            var model = new SortedSet<long>();
            foreach (var (adds, (start, count)) in steps)
            {
                var run = new ChunkRun(start, count);
                var chunks = Enumerable.Range(start, count).Select(chunk => (long)chunk).ToList();
                var present = chunks.Count(model.Contains);
                Assert.Equal(present == count, runs.Contains(run));
                Assert.Equal(present > 0, runs.Overlaps(run));
                runs = adds
                    ? Change(runs, () => runs.Add(run), present == 0, () => model.UnionWith(chunks))
                    : Change(runs, () => runs.Remove(run), present == count, () => model.ExceptWith(chunks));
                Assert.Equal(model.Count, runs.ChunkCount);
                Assert.Equal(model, runs.SelectMany(each => Enumerable.Range(0, (int)each.Count).Select(i => each.Start + i)));
                Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), property);
    }

    private static ChunkRuns Change(ChunkRuns runs, Func<ChunkRuns> change, bool allowed, Action onModel)
    {
        if (!allowed)
        {
            Assert.Throws<InvalidOperationException>(change);
            return runs;
        }

        onModel();
        return change();
    }
}
