using VioActors.Scsi.Tasks;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Tasks;

/// <summary>SAM-5 clause 8 by scripts: S, O, H with a number add a task; -n ends task n; what follows the arrow is enabled then.</summary>
[Trait("Req", "IO-1")]
public sealed class TaskSetTests
{
    private readonly List<uint> _enabled = [];
    private readonly TaskSet<uint> _set = new(new TaskSetLimits(8, 4));

    [Theory]
    [InlineData("S1>1 S2>2 S3>3 -2> -1> -3>")]
    [InlineData("U1>1 U2>2")] // untagged counts as simple
    [InlineData("O1>1 S2> S3> -1>2,3")]
    [InlineData("S1>1 O2> S3> -1>2 -2>3")]
    [InlineData("S1>1 S2>2 O3> -1> -2>3")]
    [InlineData("S1>1 O2> O3> S4> -1>2 -2>3 -3>4")]
    [InlineData("O1>1 H2>2 -2> -1>")]
    [InlineData("S1>1 O2> H3>3 -1> -3>2")]
    [InlineData("H1>1 S2> O3> -1>2 -2>3")]
    [InlineData("H1>1 H2>2 S3> -1> -2>3")]
    [InlineData("O1>1 S2> H3>3 S4> -1> -3>2,4")]
    [InlineData("S1>1 O2> -1>2 S3> O4> -2>3 -3>4")]
    public void Order(string script)
    {
        foreach (var step in script.Split(' '))
        {
            var (action, expected) = (step.Split('>')[0], step.Split('>')[1]);
            _enabled.Clear();
            var tag = uint.Parse(action[1..], System.Globalization.CultureInfo.InvariantCulture);
            if (action[0] == '-')
            {
                Assert.True(_set.End(Key(1, tag), _enabled).MayAnswer);
            }
            else
            {
                Assert.Equal(TaskAdmission.Admitted, _set.Add(Key(1, tag), Attribute(action[0]), tag, _enabled));
            }

            Assert.Equal(expected, string.Join(',', _enabled));
        }
    }

    [Fact]
    public void A_full_set_refuses_and_one_nexus_cannot_fill_it()
    {
        for (uint tag = 0; tag < 4; tag++)
        {
            Assert.Equal(TaskAdmission.Admitted, Add(1, tag));
        }

        Assert.Equal(TaskAdmission.TaskSetFull, Add(1, 9));
        for (uint tag = 0; tag < 4; tag++)
        {
            Assert.Equal(TaskAdmission.Admitted, Add(2, tag));
        }

        Assert.Equal(TaskAdmission.TaskSetFull, Add(3, 0));
        _set.End(Key(1, 0), _enabled);
        Assert.Equal(TaskAdmission.Admitted, Add(3, 0));
    }

    [Fact]
    public void A_tag_in_use_is_overlapped_only_within_its_nexus()
    {
        Assert.Equal(TaskAdmission.Admitted, Add(1, 5));
        Assert.Equal(TaskAdmission.Overlapped, Add(1, 5));
        Assert.Equal(TaskAdmission.Admitted, Add(2, 5));
        Assert.Equal(2, _set.Count);
    }

    [Theory]
    [InlineData(TaskAttribute.Aca)]
    [InlineData((TaskAttribute)5)]
    [InlineData((TaskAttribute)7)]
    public void An_attribute_without_meaning_is_refused(TaskAttribute attribute) =>
        Assert.Equal(TaskAdmission.InvalidAttribute, _set.Add(Key(1, 1), attribute, 1, _enabled));

    [Fact]
    public void Aborting_a_running_task_waits_for_its_end_and_drops_its_answer()
    {
        Add(1, 1);
        var abort = _set.AbortTask(Key(1, 1), _enabled)!;
        Assert.Equal([1u], abort.Running);
        Assert.False(abort.IsComplete);
        var end = _set.End(Key(1, 1), _enabled);
        Assert.False(end.MayAnswer);
        Assert.Same(abort, Assert.Single(end.CompletedAborts));
        Assert.True(abort.IsComplete);
        Assert.Null(_set.AbortTask(Key(1, 1), _enabled));
    }

    [Fact]
    public void Aborting_a_dormant_task_takes_effect_at_once_and_lets_others_go()
    {
        Add(1, 1);
        Add(1, 2, TaskAttribute.Ordered);
        Add(1, 3);
        _enabled.Clear();
        var abort = _set.AbortTask(Key(1, 2), _enabled)!;
        Assert.Equal([2u], abort.Dormant);
        Assert.True(abort.IsComplete);
        Assert.Equal([3u], _enabled);
    }

    [Fact]
    public void An_aborted_ordered_task_stays_a_barrier_until_it_has_ended()
    {
        Add(1, 1, TaskAttribute.Ordered);
        Add(1, 2);
        _enabled.Clear();
        _set.AbortTask(Key(1, 1), _enabled);
        Assert.Empty(_enabled);
        _set.End(Key(1, 1), _enabled);
        Assert.Equal([2u], _enabled);
    }

    [Fact]
    public void Clearing_meets_every_nexus_and_two_aborts_wait_for_the_same_task()
    {
        Add(1, 1);
        Add(2, 1);
        var first = _set.AbortNexus(1, _enabled);
        var all = _set.AbortAll(_enabled);
        Assert.Equal([1u], first.Running);
        Assert.Equal(2, all.TaskCount);
        Assert.Single(all.Running);
        Assert.Equal([2L], _set.OtherNexuses(1));
        Assert.Same(first, Assert.Single(_set.End(Key(1, 1), _enabled).CompletedAborts));
        Assert.Same(all, Assert.Single(_set.End(Key(2, 1), _enabled).CompletedAborts));
        Assert.Equal(0, _set.Count);
    }

    [Fact]
    public void Preempt_and_abort_spares_the_task_that_asks()
    {
        Add(1, 1);
        Add(1, 2);
        Add(2, 1);
        var abort = _set.AbortNexuses(new HashSet<long> { 1, 2 }, Key(1, 1), _enabled);
        Assert.Equal(2, abort.TaskCount);
        Assert.True(_set.End(Key(1, 1), _enabled).MayAnswer);
    }

    [Fact]
    public void Ending_a_task_that_is_not_enabled_is_a_broken_invariant()
    {
        Add(1, 1, TaskAttribute.Ordered);
        Add(1, 2);
        Assert.Throws<InvalidOperationException>(() => _set.End(Key(1, 2), _enabled));
        Assert.Throws<InvalidOperationException>(() => _set.End(Key(1, 7), _enabled));
    }

    /// <summary>A naive reading of the clauses beside the counters of the set, over random scripts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_scripts_agree_with_the_rules(int seed)
    {
        var random = new Random(seed);
        var set = new TaskSet<uint>(new TaskSetLimits(32, 32));
        var model = new List<(uint Tag, TaskAttribute Attribute, bool Enabled)>();
        var enabled = new List<uint>();
        for (uint tag = 1; tag <= 2000; tag++)
        {
            var running = model.FindAll(task => task.Enabled);
            enabled.Clear();
            if (model.Count < 32 && (running.Count == 0 || random.Next(2) == 0))
            {
                var attribute = (TaskAttribute)random.Next(1, 4);
                set.Add(Key(1, tag), attribute, tag, enabled);
                model.Add((tag, attribute, false));
            }
            else
            {
                var ended = running[random.Next(running.Count)].Tag;
                set.End(Key(1, ended), enabled);
                model.RemoveAll(task => task.Tag == ended);
            }

            Assert.Equal(EnableByRules(model), enabled);
            Assert.Equal(model.Count, set.Count);
            Assert.Equal(model.Count(task => !task.Enabled), set.DormantCount);
        }
    }

    private static List<uint> EnableByRules(List<(uint Tag, TaskAttribute Attribute, bool Enabled)> model)
    {
        var enabled = new List<uint>();
        for (var i = 0; i < model.Count; i++)
        {
            var task = model[i];
            var hasHeadOfQueue = model.Exists(other => other.Attribute == TaskAttribute.HeadOfQueue);
            var may = task.Attribute switch
            {
                TaskAttribute.HeadOfQueue => true,
                TaskAttribute.Ordered => !hasHeadOfQueue && i == 0,
                _ => !hasHeadOfQueue && !model.Take(i).Any(older => older.Attribute == TaskAttribute.Ordered),
            };
            if (may && !task.Enabled)
            {
                model[i] = task with { Enabled = true };
                enabled.Add(task.Tag);
            }
        }

        return enabled;
    }

    private TaskAdmission Add(long nexus, uint tag, TaskAttribute attribute = TaskAttribute.Simple) =>
        _set.Add(Key(nexus, tag), attribute, tag, _enabled);

    private static TaskKey Key(long nexus, uint tag) => new(nexus, tag);

    private static TaskAttribute Attribute(char letter) => letter switch
    {
        'S' => TaskAttribute.Simple,
        'O' => TaskAttribute.Ordered,
        'H' => TaskAttribute.HeadOfQueue,
        _ => 0,
    };
}
