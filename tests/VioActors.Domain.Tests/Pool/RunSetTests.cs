using VioActors.Domain.Pool;

namespace VioActors.Domain.Tests.Pool;

public class RunSetTests
{
    [Fact]
    public void Neighbours_join_and_holes_split()
    {
        var set = RunSet.From([new(0, 10, 5), new(0, 20, 5), new(1, 15, 5)]);

        var joined = set.Add(new(0, 15, 5));
        var split = joined.Remove(new(0, 12, 2));

        Assert.Equal([new ChunkRun(0, 10, 15), new ChunkRun(1, 15, 5)], joined.Runs);
        Assert.Equal([new ChunkRun(0, 10, 2), new ChunkRun(0, 14, 11), new ChunkRun(1, 15, 5)], split.Runs);
        Assert.Equal((20, 18), (joined.Count, split.Count));
        Assert.Equal([new ChunkRun(0, 10, 2), new ChunkRun(0, 14, 3)], split.Peek(5));
    }

    [Theory]
    [InlineData(0, 14, 1)]
    [InlineData(0, 5, 6)]
    [InlineData(0, 5, 100)]
    [InlineData(0, 20, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(0, -1, 1)]
    public void A_chunk_is_not_added_twice(int pv, long first, long count)
    {
        var set = RunSet.From([new(0, 10, 5), new(0, 20, 5)]);

        Assert.Throws<InvalidOperationException>(() => set.Add(new(pv, first, count)));
    }

    [Theory]
    [InlineData(0, 9, 1)]
    [InlineData(0, 14, 2)]
    [InlineData(1, 10, 1)]
    [InlineData(0, 12, 10)]
    public void A_chunk_that_is_not_there_is_not_removed(int pv, long first, long count)
    {
        var set = RunSet.From([new(0, 10, 5), new(0, 20, 5)]);

        Assert.Throws<InvalidOperationException>(() => set.Remove(new(pv, first, count)));
    }

    [Fact]
    public void It_behaves_as_a_plain_set_of_chunks()
    {
        var random = new Random(4711);
        var plain = new HashSet<(int, long)>();
        var set = RunSet.Empty;

        for (var step = 0; step < 5000; step++)
        {
            var run = new ChunkRun(random.Next(2), random.Next(200), 1 + random.Next(6));
            var chunks = Enumerable.Range(0, (int)run.Count).Select(offset => (run.Pv, run.First + offset)).ToList();
            Assert.Equal(chunks.All(plain.Contains), set.Contains(run));
            Assert.Equal(!chunks.Exists(plain.Contains), set.IsDisjoint(run));
            if (set.Contains(run))
            {
                set = set.Remove(run);
                plain.ExceptWith(chunks);
            }
            else if (set.IsDisjoint(run))
            {
                set = set.Add(run);
                plain.UnionWith(chunks);
            }
        }

        Assert.Equal(plain.Count, set.Count);
        var listed = set.Runs.SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => (run.Pv, run.First + offset)));
        Assert.Equal(plain.Order(), listed);
        Assert.All(set.Runs.Zip(set.Runs.Skip(1)), pair =>
            Assert.True(pair.First.Pv < pair.Second.Pv || pair.First.End < pair.Second.First));
    }
}
