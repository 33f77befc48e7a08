using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>
/// Random writes, snapshots, clones, rollbacks, deletions, unmaps and moves over units of one pool, against arrays that know nothing of
/// chunks: every byte and every owner is compared after each step.
/// </summary>
[Trait("Req", "STO-3")]
[Trait("Req", "STO-6")]
public class CloneModelTests
{
    private const int UnitCountMax = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Units_read_what_was_written_to_them_whatever_was_done_to_the_others(int seed)
    {
        var random = new Random(seed);
        var run = new Run(random);
        for (var step = 0; step < 400; step++)
        {
            var done = run.Step();
            run.Compare($"seed {seed}, step {step}, after {done}");
        }

        run.DeleteAll();
    }

    private sealed class Run(Random random)
    {
        private readonly CloneWorld _world = new(600);
        private readonly Dictionary<LuUdid, Model> _models = [];
        private int _created;
        private int _named;
        private int _value;
        private int _drained = 1;

        public string Step()
        {
            if (_models.Count == 0 || (_models.Count < 2 && random.Next(4) == 0))
            {
                _models.Add(_world.Create(++_created), new Model());
                return "create";
            }

            var (lu, model) = _models.ElementAt(random.Next(_models.Count));
            switch (random.Next(20))
            {
                case < 9:
                    var chunk = random.Next(CloneWorld.ChunkCount);
                    _world.Write(lu, chunk, model.Now[chunk] = ++_value);
                    return $"write {chunk}";
                case < 11:
                    var (first, count) = (random.Next(CloneWorld.ChunkCount), 0);
                    count = random.Next(1, CloneWorld.ChunkCount - first + 1);
                    _world.Unmap(lu, first, count);
                    Array.Clear(model.Now, first, count);
                    return "unmap";
                case < 14:
                    var name = LuName.Parse($"s{++_named}");
                    _world.Take(lu, name);
                    model.Taken.Add(name, [.. model.Now]);
                    return "snapshot";
                case 14 when model.Taken.Count > 0:
                    var back = model.Taken.ElementAt(random.Next(model.Taken.Count));
                    Assert.Equal(Ok.Instance, _world.Finish(new RollBack(lu, back.Key, true)));
                    model.Now = [.. back.Value];
                    return "rollback";
                case < 17 when model.Taken.Count > 0 && _models.Count < UnitCountMax:
                    var source = model.Taken.ElementAt(random.Next(model.Taken.Count));
                    _models.Add(_world.Clone(++_created, lu, source.Key), new Model { Now = [.. source.Value] });
                    return "clone";
                case < 18 when model.Taken.Count > 0:
                    var gone = model.Taken.Keys.ElementAt(random.Next(model.Taken.Count));
                    Assert.Equal(Ok.Instance, _world.Finish(new DeleteSnapshot(lu, gone)));
                    model.Taken.Remove(gone);
                    return "delete snapshot";
                case 18 when random.Next(3) == 0:
                    _world.Delete(lu);
                    _models.Remove(lu);
                    return "delete unit";
                case 19 when random.Next(4) == 0:
                    return MoveVolume();
                default:
                    return "nothing";
            }
        }

        public void Compare(string when)
        {
            _world.Serve();
            foreach (var (lu, model) in _models)
            {
                var read = Enumerable.Range(0, CloneWorld.ChunkCount).Select(chunk => _world.Read(lu, chunk)).ToArray();
                Assert.True(model.Now.AsSpan().SequenceEqual(read), $"{when}: {lu} reads {string.Join(' ', read)}, "
                    + $"not {string.Join(' ', model.Now)}.");
            }

            _world.CheckOwnership();
        }

        public void DeleteAll()
        {
            foreach (var lu in _models.Keys.OrderBy(_ => random.Next()).ToList())
            {
                _world.Delete(lu);
                _models.Remove(lu);
                Compare("deleting all");
            }

            Assert.Equal((0L, 0L, 0L), (_world.Pool.HeldChunks, _world.Pool.Shared.Count, _world.Pool.Freeing.Count));
        }

        // A new volume, and everything off the oldest one.
        private string MoveVolume()
        {
            var pv = _world.Pool.Pvs.First(pv => pv.Status == PvStatus.InUse);
            Assert.Equal(Ok.Instance, _world.Do(new AddPv(PoolA, PvOf(++_drained, 600))));
            Assert.Equal(Ok.Instance, _world.Do(new DrainPv(PoolA, pv.Definition.Name)));
            foreach (var lu in _models.Keys)
            {
                for (var round = 0; _world.MoveOff(lu, pv.Index) > 0; round++)
                    Assert.True(round < 100, "Moving does not end.");
            }

            _world.Serve();
            Assert.Equal(Ok.Instance, _world.Do(new RemovePv(PoolA, pv.Definition.Name)));
            return $"move off {pv.Index}";
        }
    }

    private sealed class Model
    {
        public int[] Now { get; set; } = new int[CloneWorld.ChunkCount];

        public Dictionary<LuName, int[]> Taken { get; } = [];
    }
}
