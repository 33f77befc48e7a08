using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;

namespace Akka.Cluster.Tests.Simulation;

/// <summary>
/// Members, their table and the network between them under virtual time: one seed is one exact run. The table and each member have clocks
/// of their own, with their own start and a slightly wrong speed; statements, answers and messages take their time, get lost, are carried
/// out without an answer, or late; links are cut one way or both; members crash, are paused, and are started anew at their address.
/// After each step the rule is checked: a member that was removed does not believe that it may act.
/// </summary>
internal sealed class SimulatedCluster
{
    private const int TickMs = 50;

    private readonly Random _random;
    private readonly PriorityQueue<Action, (long At, long No)> _agenda = new();
    private readonly List<SimulatedMember> _members = [];
    private readonly HashSet<(int From, int To)> _cuts = [];
    private readonly HashSet<int> _databaseCuts = [];
    private readonly List<string> _violations = [];
    private readonly NodeTimes _times;
    private readonly int _places;
    private long _events;
    private int _uids;

    public SimulatedCluster(int seed, int places, NodeTimes times)
    {
        _random = new Random(seed);
        _places = places;
        _times = times;
        for (var place = 0; place < places; place++)
            Start(place);
    }

    /// <summary>Real time of the run, in milliseconds.</summary>
    public long Now { get; private set; }

    public MembershipTable Table { get; private set; } = MembershipTable.Empty;

    public IReadOnlyList<string> Violations => _violations;

    public IReadOnlyList<SimulatedMember> Members => _members;

    /// <summary>Extra time that each call of the table takes.</summary>
    public long DatabaseDelayMs { get; set; }

    /// <summary>It is read and takes no writes.</summary>
    public bool DatabaseTakesNoWrites { get; set; }

    /// <summary>How often a member could act after its lease, carried by others.</summary>
    public int ActedOnSupport { get; private set; }

    /// <summary>How many members were removed without having left.</summary>
    public int Evictions { get; private set; }

    public Random Random => _random;

    private long DatabaseNow => 1_000_000 + (long)(Now * 1.002);

    /// <summary>Runs for a while.</summary>
    public void Run(long durationMs)
    {
        var end = Now + durationMs;
        while (_agenda.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _agenda.Dequeue();
            Now = next.At;
            action();
            Check();
        }

        Now = end;
    }

    public void CutDatabase(int place) => _databaseCuts.Add(place);

    public void CutDatabaseForAll() => _databaseCuts.UnionWith(Enumerable.Range(0, _places));

    public void CutLink(int from, int to) => _cuts.Add((from, to));

    public void HealLinks() => _cuts.Clear();

    public void HealDatabase() => _databaseCuts.Clear();

    /// <summary>One thing goes wrong, or right again.</summary>
    public void Disturb()
    {
        var place = _random.Next(_places);
        var other = _random.Next(_places);
        switch (_random.Next(12))
        {
            case 0:
                CutDatabase(place);
                break;
            case 1:
                CutDatabaseForAll();
                break;
            case 2:
                HealDatabase();
                break;
            case 3:
                _databaseCuts.Remove(place);
                break;
            case 4:
                CutLink(place, other);
                break;
            case 5:
                CutLink(place, other);
                CutLink(other, place);
                break;
            case 6:
                HealLinks();
                break;
            case 7:
                Current(place).PausedUntil = Now + _random.Next(100, 8000);
                break;
            case 8:
                Crash(place);
                At(_random.Next(10, 5000), () => Start(place));
                break;
            case 9:
                Leave(place, _random.Next(50, 3000));
                break;
            case 10:
                DatabaseTakesNoWrites = !DatabaseTakesNoWrites;
                break;
            default:
                DatabaseDelayMs = _random.Next(3) == 0 ? _random.Next(3000) : 0;
                break;
        }
    }

    public void Crash(int place) => Current(place).Crashed = true;

    /// <summary>A member leaves in order; it has handed everything over after a while.</summary>
    public void Leave(int place, long handOverMs)
    {
        var member = Current(place);
        member.HandOverMs = handOverMs;
        In(member, 0, () =>
        {
            if (member.Node.State == MembershipNode.Phase.Member)
                member.Node.Want(new LeaveStatement(member.Address), member.Now);
        });
    }

    public SimulatedMember Current(int place) => _members.Last(member => member.Place == place);

    /// <summary>Another incarnation at an address, whatever has become of the one before.</summary>
    public void Start(int place)
    {
        if (_members.LastOrDefault(member => member.Place == place) is { } before)
            before.Crashed = true;
        var member = new SimulatedMember(this, place, ++_uids, _times, _random.Next(1_000_000), 0.998 + (_random.NextDouble() * 0.004));
        _members.Add(member);
        member.Node.Join(member.Now);
        Tick(member);
    }

    public void At(long delayMs, Action action) => _agenda.Enqueue(action, (Now + Math.Max(0, delayMs), ++_events));

    /// <summary>Does something in a member, when it is not paused, unless it is dead.</summary>
    public void In(SimulatedMember member, long delayMs, Action action) => At(delayMs, () =>
    {
        if (member.Crashed)
            return;
        if (member.PausedUntil > Now)
            In(member, member.PausedUntil - Now, action);
        else
            action();
    });

    /// <summary>Whether a message from one place reaches another; some are lost anyway.</summary>
    public bool Passes(int from, int to) => !_cuts.Contains((from, to)) && _random.Next(50) != 0;

    /// <summary>A statement of a member goes to the table, by itself or by a peer that reaches it.</summary>
    public void Execute(SimulatedMember caller, long call, MembershipStatement statement)
    {
        int[] ways = [caller.Place, .. Enumerable.Range(0, _places).OrderBy(_ => _random.Next()).Take(2)];
        foreach (var way in ways.Where(way => !_databaseCuts.Contains(way)))
        {
            var direct = way == caller.Place;
            var alive = direct || (!Current(way).Crashed && Current(way).PausedUntil <= Now);
            if (!alive || (!direct && !Passes(caller.Place, way)))
                continue;
            At(Latency() + DatabaseDelayMs, () =>
            {
                if (DatabaseTakesNoWrites && statement is not ReadStatement)
                {
                    In(caller, Latency(), () => caller.Node.Failed(call, caller.Now));
                    return;
                }

                var decision = TableDecisions.Decide(Table, statement, DatabaseNow);
                Evictions += decision.Table.Rows.Count(row => row is { IsPresent: false, Previous: MemberStatus.Down })
                    - Table.Rows.Count(row => row is { IsPresent: false, Previous: MemberStatus.Down });
                Table = decision.Table;
                var answer = Answers.From(decision, statement, DatabaseNow);
                if (direct || Passes(way, caller.Place))
                    In(caller, Latency(), () => caller.Node.Answered(call, answer, caller.Now));
            });
            break;
        }

        In(caller, _random.Next(1500, 2500), () => caller.Node.Failed(call, caller.Now));
    }

    public SimulatedMember? Find(MemberRow row) =>
        _members.LastOrDefault(member => !member.Crashed && member.Address.Equals(row.Address) && member.Uid == row.Uid);

    /// <summary>Mostly a few milliseconds, sometimes long.</summary>
    public long Latency() => _random.Next(20) == 0 ? _random.Next(1500) : _random.Next(1, 10);

    private void Tick(SimulatedMember member) => In(member, TickMs, () =>
    {
        member.Node.Tick(member.Now);
        Tick(member);
    });

    /// <summary>
    /// The rule. A paused member counts as well: when it goes on it compares its clock, which has gone on, and this is that comparison.
    /// </summary>
    private void Check()
    {
        foreach (var member in _members.Where(member => !member.Crashed && member.Node.No != 0))
        {
            if (member.Now >= member.ValidUntil)
                continue;
            if (Table.Find(member.Node.No) is not { IsPresent: true } row)
                _violations.Add($"at {Now}: number {member.Node.No} may act until {member.ValidUntil - member.Now} ms later, "
                    + $"but is removed");
            else if (row.LeaseEnd < DatabaseNow)
                ActedOnSupport++;
        }
    }
}
