using VioActors.Domain.Pool;

namespace VioActors.Domain.Tests.Pool;

[Trait("Req", "STO-3")]
public class SharedRunsTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void It_counts_as_an_array_does(int seed)
    {
        var random = new Random(seed);
        var (set, counts) = (SharedRuns.Empty, new int[2, 40]);
        for (var step = 0; step < 500; step++)
        {
            var (pv, first) = (random.Next(2), random.Next(40));
            var run = new ChunkRun(pv, first, random.Next(1, 41 - first));
            var adds = random.Next(5) < 3;
            set = adds ? set.Add(run) : set.Remove(run);
            for (var chunk = run.First; chunk < run.End; chunk++)
                counts[pv, chunk] = Math.Max(0, counts[pv, chunk] + (adds ? 1 : -1));

            var all = new[] { new ChunkRun(0, 0, 40), new ChunkRun(1, 0, 40) };
            var shared = all.SelectMany(set.Within).SelectMany(Each).ToList();
            var sole = all.SelectMany(set.Outside).SelectMany(Each).ToList();
            Assert.Equal(from volume in new[] { 0, 1 }
                         from chunk in Enumerable.Range(0, 40)
                         where counts[volume, chunk] > 0
                         select (volume, (long)chunk), shared);
            Assert.Equal(80, shared.Count + sole.Count);
            Assert.Equal(shared.Count, set.Count);
            var rebuilt = SharedRuns.Empty;
            for (var volume = 0; volume < 2; volume++)
            {
                for (var chunk = 0; chunk < 40; chunk++)
                {
                    for (var more = 0; more < counts[volume, chunk]; more++)
                        rebuilt = rebuilt.Add(new ChunkRun(volume, chunk, 1));
                }
            }

            Assert.Equal(0, set.CountDifferences(rebuilt));
        }
    }

    [Fact]
    public void Another_number_of_holders_is_a_difference()
    {
        var one = SharedRuns.Empty.Add(new ChunkRun(0, 0, 10));
        Assert.Equal(20, one.CountDifferences(one.Add(new ChunkRun(0, 0, 10))));
        Assert.Equal(3, one.CountDifferences(one.Remove(new ChunkRun(0, 4, 3))));
    }

    private static IEnumerable<(int Pv, long Chunk)> Each(ChunkRun run) =>
        Enumerable.Range(0, (int)run.Count).Select(offset => (run.Pv, run.First + offset));
}
