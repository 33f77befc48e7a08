using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.LogicalUnits;

/// <summary>
/// A snapshot of a group while callers and units are cut off at any step: all units have it or none, what one list has shown is in every
/// later one, and no chunk is lost over it.
/// </summary>
[Trait("Req", "STO-3")]
public sealed class GroupModelTests
{
    private const int UnitCount = 3;
    private static readonly LuName Monday = LuName.Parse("monday");

    [Fact]
    public void Nobody_is_cut_off_and_all_have_it()
    {
        var run = new Run(_ => 0);

        run.Go();

        Assert.Null(run.Refused);
        Assert.True(run.IsTaken);
    }

    [Theory]
    [InlineData(Victims.Caller, false)]
    [InlineData(Victims.Told, false)]
    [InlineData(Victims.Told, true)]
    [InlineData(Victims.Leader, false)]
    [InlineData(Victims.Leader, true)]
    [InlineData(Victims.AllUnits, false)]
    [InlineData(Victims.AllUnits, true)]
    [InlineData(Victims.Everybody, false)]
    [InlineData(Victims.Everybody, true)]
    public void All_units_have_it_or_none_wherever_somebody_is_cut_off(Victims victims, bool isBefore)
    {
        var (steps, outcomes) = (1, new HashSet<bool>());
        for (var step = 0; step < steps; step++)
        {
            var (run, due) = (new Run(_ => 0), step);
            run.World.BeforeStep = (number, lu) => run.CutOff(isBefore && number == due ? victims : default, lu, isDeaf: true);
            run.World.AfterStep = (number, lu) =>
            {
                run.WriteShared();
                run.CutOff(!isBefore && number == due ? victims : default, lu, isDeaf: false);
            };
            run.Go();
            (steps, _) = (Math.Max(steps, run.World.StepCount), outcomes.Add(run.IsTaken));
        }

        Assert.Equal([false, true], outcomes.Order());
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 300)]
    public void All_units_have_it_or_none_in_any_order(int seed, int count)
    {
        var outcomes = new HashSet<bool>();
        for (var number = 0; number < count; number++)
        {
            var random = new Random((seed * 1000) + number);
            var run = new Run(random.Next);
            run.World.AfterStep = (_, lu) =>
            {
                run.WriteShared();
                if (random.Next(3) == 0)
                    run.List(random.Next(UnitCount) + 1);
                if (random.Next(25) == 0)
                    run.CutOff((Victims)random.Next(1, 6), lu, random.Next(2) == 0);
            };
            run.Go();
            outcomes.Add(run.IsTaken);
        }

        Assert.Equal([false, true], outcomes.Order());
    }

    /// <summary>Each unit needs two more chunks for the snapshot; when it is not taken, they go back.</summary>
    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    [Trait("Req", "STO-2")]
    public void Thick_units_have_what_they_were_promised_wherever_somebody_is_cut_off(int free, bool canBeTaken)
    {
        foreach (var victims in Enum.GetValues<Victims>())
        {
            var (steps, outcomes) = (1, new HashSet<bool>());
            for (var step = 0; step < steps; step++)
            {
                var (run, due) = (Thick(_ => 0, free), step);
                run.World.AfterStep = (number, lu) =>
                {
                    run.WriteShared();
                    run.CutOff(number == due ? victims : default, lu, isDeaf: number % 2 == 0);
                    run.CheckPromises();
                };
                run.Go();
                (steps, _) = (victims == default ? 1 : Math.Max(steps, run.World.StepCount), outcomes.Add(run.IsTaken));
                Assert.True(victims != default || canBeTaken || run.Refused is { Code: RejectionCode.SpaceExhausted }, $"{run.Refused}");
            }

            Assert.Equal(canBeTaken, outcomes.Contains(true));
        }
    }

    [Theory]
    [InlineData(6, 150)]
    [InlineData(5, 150)]
    [Trait("Req", "STO-2")]
    public void Thick_units_have_what_they_were_promised_in_any_order(int free, int count)
    {
        var outcomes = new HashSet<bool>();
        for (var number = 0; number < count; number++)
        {
            var random = new Random((free * 1000) + number);
            var run = Thick(random.Next, free);
            run.World.AfterStep = (_, lu) =>
            {
                run.WriteShared();
                if (random.Next(25) == 0)
                    run.CutOff((Victims)random.Next(1, 6), lu, random.Next(2) == 0);
                run.CheckPromises();
            };
            run.Go();
            outcomes.Add(run.IsTaken);
        }

        Assert.Equal(free == 6, outcomes.Contains(true));
    }

    // They have written before anybody is cut off.
    private static Run Thick(Func<int, int> choose, int free)
    {
        var world = new GroupWorld(UnitCount, choose, (UnitCount * GroupWorld.ChunkCount) + free, thick: true);
        world.Units.ToList().ForEach(world.Write);
        world.Settle();
        return new Run(world);
    }

    /// <summary>Who is cut off.</summary>
    public enum Victims
    {
        None = 0,
        Caller = 1,

        /// <summary>The unit whose message it is.</summary>
        Told = 2,
        Leader = 3,
        AllUnits = 4,
        Everybody = 5,
    }

    private sealed class Run(GroupWorld world)
    {
        private static readonly ValueList<long> All = [.. Enumerable.Range(0, GroupWorld.ChunkCount).Select(chunk => (long)chunk)];
        private readonly HashSet<LuUdid> _written = [];
        private bool _isShown;
        private bool _isCallerGone;
        private bool _isAnswered;

        public Run(Func<int, int> choose)
            : this(new GroupWorld(UnitCount, choose))
        {
        }

        public GroupWorld World { get; } = world;

        public Rejected? Refused { get; private set; }

        public bool IsTaken { get; private set; }

        public void Go()
        {
            // What runs on after an answer does so at once, as everything here.
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                GoAlone();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        public void CutOff(Victims victims, LuUdid told, bool isDeaf)
        {
            if (victims is Victims.Caller or Victims.Everybody)
            {
                _isCallerGone = true;
                World.EndCaller();
            }

            if (victims is Victims.Told)
                World.Crash(told, isDeaf);
            else if (victims is Victims.Leader)
                World.Crash(Things.LuId(1), isDeaf);
            else if (victims is Victims.AllUnits or Victims.Everybody)
                World.Units.ToList().ForEach(lu => World.Crash(lu, isDeaf));
        }

        /// <summary>What a unit has kept is copied, while it is decided who has it.</summary>
        public void WriteShared()
        {
            foreach (var lu in World.Units.Where(lu => World.StateOf(lu).Past.Shared.Count > 0 && _written.Add(lu)).ToList())
                World.Write(lu);
        }

        /// <summary>What was shown before somebody asks is shown to him.</summary>
        public void List(int unit)
        {
            var wasShown = _isShown;
            World.Ask(new GetSnapshots(Things.LuId(unit)), answer =>
            {
                if (answer is not SnapshotsFound found)
                    return;
                var isThere = found.Snapshots.Any(taken => taken.Name == Monday);
                Assert.True(isThere || !wasShown, $"unit {unit} has no snapshot, though one was shown before");
                _isShown |= isThere;
            });
        }

        /// <summary>All that a unit has still to write has a place: the pool is never asked for it.</summary>
        public void CheckPromises() => Assert.All(World.Units, lu => Assert.Equal(0, World.StateOf(lu).LackingChunks));

        // Nothing is kept beyond the promise, and the pool is not asked for what it holds.
        private void CheckThick(LuUdid lu)
        {
            var (unit, written) = (World.StateOf(lu), false);
            if (!unit.Identity!.Thick)
                return;
            Assert.Equal((GroupWorld.ChunkCount, 0L), (unit.Map.Count + unit.Reserve.Count, unit.LackingChunks));
            World.Ask(World.WriteOf(lu, All), answer => written = answer is ChunksAllocated);
            World.Settle();
            Assert.True(written, "A write was refused.");
            Assert.Equal((GroupWorld.ChunkCount, unit.LastRequest), (World.StateOf(lu).Map.Count, World.StateOf(lu).LastRequest));
        }

        private void GoAlone()
        {
            World.Units.ToList().ForEach(World.Write);
            World.Settle();
            _ = TakeAsync();
            World.Settle();

            Assert.True(_isAnswered || _isCallerGone, "The caller is not answered.");
            var answers = new List<bool>();
            foreach (var lu in World.Units.ToList())
            {
                World.Ask(new GetSnapshots(lu), answer =>
                    answers.Add(Assert.IsType<SnapshotsFound>(answer).Snapshots.Any(taken => taken.Name == Monday)));
            }

            (World.BeforeStep, World.AfterStep) = ((_, _) => { }, (_, _) => { });
            World.Settle();
            Assert.Equal(UnitCount, answers.Count);
            IsTaken = answers[0];
            Assert.All(answers, has => Assert.Equal(IsTaken, has));
            Assert.True(IsTaken || !_isShown, "It was shown, and is gone.");
            Assert.True(!_isAnswered || Refused is { Code: RejectionCode.Busy } || IsTaken == Refused is null, $"{Refused}: {IsTaken}");
            foreach (var lu in World.Units.ToList())
            {
                var past = World.StateOf(lu).Past;
                Assert.Empty(past.Groups);
                Assert.Null(past.Pause);
                Assert.DoesNotContain(past.Taken, taken => taken.Group is not null);
                CheckThick(lu);
                World.CheckOwnership(lu);
            }
        }

        private async Task TakeAsync()
        {
            Refused = await GroupSnapshot.TakeAsync(World.AskAsync, [.. World.Units], Monday).ConfigureAwait(false);
            _isAnswered = true;
        }
    }
}
