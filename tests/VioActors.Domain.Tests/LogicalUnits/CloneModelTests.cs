using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>
/// Random writes through two VIOSes, snapshots, clones, copies by reference, rollbacks, deletions, unmaps and moves over units of one
/// pool, against arrays that know nothing of chunks: every byte and every owner is compared after each step.
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
        RunAll(seed, random, new Run(random, new CloneWorld(600)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [Trait("Req", "IO-1")]
    public void The_same_holds_in_whatever_order_things_happen_and_when_units_crash_in_the_middle(int seed)
    {
        var random = new Random(seed);
        RunAll(seed, random, new Run(random, new CloneWorld(600, new Random(seed + 100))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [Trait("Req", "STO-9")]
    public void The_same_holds_when_moves_and_rewrites_have_only_what_the_pool_keeps_back(int seed)
    {
        var (random, world) = (new Random(seed), new CloneWorld(600, new Random(seed + 200)));
        RunAll(seed, random, new Run(random, world, isShort: true));
        Assert.InRange(world.KeptCount, 5, int.MaxValue);
    }

    private static void RunAll(int seed, Random random, Run run)
    {
        for (var step = 0; step < 400; step++)
        {
            var done = run.Step();
            run.Compare($"seed {seed}, step {step}, after {done}");
        }

        Assert.InRange(run.ReferredCount, 10, int.MaxValue);
        run.DeleteAll(random);
    }

    private sealed class Run(Random random, CloneWorld world, bool isShort = false)
    {
        private readonly CloneWorld _world = world;
        private readonly Dictionary<LuUdid, Model> _models = [];
        private int _created;
        private int _named;
        private int _value;
        private int _drained = 1;

        /// <summary>Copies by reference that were made.</summary>
        public int ReferredCount { get; private set; }

        public string Step()
        {
            if (_models.Count == 0 || (_models.Count < 2 && random.Next(4) == 0))
            {
                _models.Add(_world.Create(++_created), new Model());
                return "create";
            }

            var (lu, model) = _models.ElementAt(random.Next(_models.Count));
            switch (random.Next(25))
            {
                case < 9:
                    var chunk = random.Next(CloneWorld.ChunkCount);
                    _world.Write(lu, chunk, model.Now[chunk] = ++_value, random.Next(1, 3));
                    return $"write {chunk}";
                case < 11:
                    var (first, count) = (random.Next(CloneWorld.ChunkCount), 0);
                    count = random.Next(1, CloneWorld.ChunkCount - first + 1);
                    _world.Unmap(lu, first, count);
                    Array.Clear(model.Now, first, count);
                    return "unmap";
                case < 14:
                    return Take(lu, model);
                case 14 when model.Taken.Count > 0:
                    var back = model.Taken.ElementAt(random.Next(model.Taken.Count));
                    Assert.IsNotType<Rejected>(_world.Finish(new RollBack(lu, back.Key, true)));
                    model.Now = [.. back.Value];
                    return "rollback";
                case < 17 when model.Taken.Count > 0 && _models.Count < UnitCountMax:
                    var source = model.Taken.ElementAt(random.Next(model.Taken.Count));
                    _models.Add(_world.Clone(++_created, lu, source.Key), new Model { Now = [.. source.Value] });
                    return "clone";
                case < 18 when model.Taken.Count > 0:
                    var gone = model.Taken.Keys.ElementAt(random.Next(model.Taken.Count));
                    Assert.IsNotType<Rejected>(_world.Finish(new DeleteSnapshot(lu, gone)));
                    model.Taken.Remove(gone);
                    return "delete snapshot";
                case 18 when random.Next(3) == 0:
                    _world.Delete(lu);
                    _models.Remove(lu);
                    return "delete unit";
                case 18:
                    return Rewrite(lu, model);
                case 19 when random.Next(4) == 0:
                    return MoveVolume();
                case >= 20 when _models.Count > 1:
                    return Refer(lu, model);
                default:
                    return "nothing";
            }
        }

        public void Compare(string when)
        {
            _world.Serve();
            foreach (var (lu, model) in _models)
            {
                var read = Enumerable.Range(0, CloneWorld.ChunkCount).Select(chunk => _world.Read(lu, chunk, random.Next(1, 3))).ToArray();
                Assert.True(model.Now.AsSpan().SequenceEqual(read), $"{when}: {lu} reads {string.Join(' ', read)}, "
                    + $"not {string.Join(' ', model.Now)}.");
                foreach (var (name, content) in model.Taken)
                {
                    var taken = _world.ReadTaken(lu, name);
                    Assert.True(content.AsSpan().SequenceEqual(taken), $"{when}: {name} of {lu} has {string.Join(' ', taken)}, "
                        + $"not {string.Join(' ', content)}.");
                }
            }

            _world.CheckOwnership();
        }

        public void DeleteAll(Random random)
        {
            foreach (var lu in _models.Keys.OrderBy(_ => random.Next()).ToList())
            {
                _world.Delete(lu);
                _models.Remove(lu);
                Compare("deleting all");
            }

            Assert.Equal((0L, 0L, 0L), (_world.Pool.HeldChunks, _world.Pool.Shared.Count, _world.Pool.Freeing.Count));
        }

        // Some meet writes under way, which are in the snapshot or not; one that has ended before is.
        private string Take(LuUdid lu, Model model)
        {
            var (name, before, open) = (LuName.Parse($"s{++_named}"), (int[])[.. model.Now], new HashSet<int>());
            for (var left = random.Next(4); left > 0; left--)
            {
                var chunk = random.Next(CloneWorld.ChunkCount);
                if (!open.Add(chunk))
                    continue;
                if (_world.BeginWrite(lu, chunk, model.Now[chunk] = ++_value, random.Next(1, 3)))
                {
                    before[chunk] = model.Now[chunk];
                    open.Remove(chunk);
                }
            }

            _world.Take(lu, name);
            var taken = _world.ReadTaken(lu, name);
            foreach (var chunk in open.Where(chunk => taken[chunk] == model.Now[chunk]))
                before[chunk] = taken[chunk];
            model.Taken.Add(name, before);
            return $"snapshot {name}, which met {open.Count} writes";
        }

        // Some come to their end, some do not; of some the VIOS is killed. A snapshot in the middle has what was there before.
        private string Rewrite(LuUdid lu, Model model)
        {
            var (chunk, vios, end) = (random.Next(CloneWorld.ChunkCount), random.Next(1, 3), random.Next(4));
            _world.Write(lu, chunk, model.Now[chunk] = ++_value, vios);
            _world.IsFull = isShort;
            var (value, name, content) = (++_value, LuName.Parse($"s{++_named}"), (int[])[.. model.Now]);
            if (_world.Rewrite(lu, chunk, value, vios, end > 0, Meanwhile))
                model.Now[chunk] = value;
            _world.IsFull = false;
            return $"write of {chunk} in one step, end {end}";

            void Meanwhile()
            {
                if (random.Next(3) > 0)
                {
                    _world.Take(lu, name);
                    model.Taken.Add(name, content);
                }

                if (end == 1)
                    _world.Restart(lu, vios);
            }
        }

        // Some come to their end, some are given up, of some the VIOS is killed; the source is written before and after.
        private string Refer(LuUdid lu, Model model)
        {
            var (source, other) = _models.Where(one => one.Key != lu).ElementAt(random.Next(_models.Count - 1));
            var count = random.Next(1, 5);
            var (from, first) = (random.Next(CloneWorld.ChunkCount - count + 1), random.Next(CloneWorld.ChunkCount - count + 1));
            if (random.Next(3) == 0)
                first = from;
            var vios = random.Next(1, 3);
            var meets = random.Next(4) == 0;
            var written = from + random.Next(count);
            var former = other.Now[written];
            if (meets)
                _world.BeginWrite(source, written, other.Now[written] = ++_value, 3 - vios);
            var (request, answer) = _world.Prepare(lu, source, new LogicalRun(from, count), first, vios);
            var bytes = other.Now[from..(from + count)];
            if (random.Next(2) == 0)
                _world.Write(source, written, other.Now[written] = ++_value, random.Next(1, 3));
            var end = random.Next(8);
            if (answer is Rejected || end < 2)
            {
                Assert.IsNotType<Rejected>(_world.End(lu, request, false, vios));
                return $"no reference: {answer}";
            }

            Assert.IsType<ReferencePrepared>(answer);
            if (end == 2)
            {
                _world.Restart(lu, vios);
                Assert.IsType<NoOp>(_world.End(lu, request, true, vios));
                return "killed in the middle";
            }

            Assert.IsNotType<Rejected>(_world.End(lu, request, true, vios));
            if (meets && _world.Read(lu, first + written - from, vios) == former)
                bytes[written - from] = former;
            bytes.CopyTo(model.Now, first);
            ReferredCount++;
            return $"reference to {count} of {source} from {from}, here {first}";
        }

        // A new volume, and everything off the oldest one.
        private string MoveVolume()
        {
            var pv = _world.Pool.Pvs.First(pv => pv.Status == PvStatus.InUse);
            Assert.Equal(Ok.Instance, _world.Do(new AddPv(PoolA, PvOf(++_drained, 600))));
            Assert.Equal(Ok.Instance, _world.Do(new DrainPv(PoolA, pv.Definition.Name)));
            _world.IsFull = isShort;
            foreach (var lu in _models.Keys)
            {
                for (var round = 0; _world.MoveOff(lu, pv.Index) > 0; round++)
                    Assert.True(round < 100, "Moving does not end.");
            }

            _world.Serve();
            _world.IsFull = false;
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
