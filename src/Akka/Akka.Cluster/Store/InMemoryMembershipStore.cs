using System.Collections.Concurrent;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Store;

/// <summary>
/// The table in this process: for a single system, or for several systems of one process that share it by a name. Lost with the process,
/// as all of its members are. Thread-safe.
/// </summary>
internal sealed class InMemoryMembershipStore : IMembershipStore
{
    private static readonly ConcurrentDictionary<(string Name, string Cluster), Shared> Named = new();

    private readonly Shared _table;
    private Action? _changed;

    private InMemoryMembershipStore(Shared table, string description)
    {
        _table = table;
        Description = description;
    }

    public string Description { get; }

    /// <summary>A table of its own when <paramref name="name"/> is empty, else that of all with the name and cluster.</summary>
    public static InMemoryMembershipStore For(string name, string cluster, TimeProvider time) => name.Length == 0
        ? new InMemoryMembershipStore(new Shared(time), "memory of this system")
        : new InMemoryMembershipStore(Named.GetOrAdd((name, cluster), _ => new Shared(TimeProvider.System)), $"memory [{name}]");

    public Task<MembershipAnswer> ExecuteAsync(MembershipStatement statement, CancellationToken cancel) =>
        Task.FromResult(_table.Execute(statement));

    public void Listen(Action changed)
    {
        _changed = changed;
        _table.Changed += changed;
    }

    public ValueTask DisposeAsync()
    {
        if (_changed is { } changed)
            _table.Changed -= changed;
        return ValueTask.CompletedTask;
    }

    private sealed class Shared(TimeProvider time)
    {
        private readonly Lock _gate = new();
        private MembershipTable _table = MembershipTable.Empty;

        public event Action? Changed;

        public MembershipAnswer Execute(MembershipStatement statement)
        {
            MembershipAnswer answer;
            bool changed;
            lock (_gate)
            {
                var now = (long)time.GetElapsedTime(0).TotalMilliseconds;
                var decision = TableDecisions.Decide(_table, statement, now);
                changed = decision.Table.Version != _table.Version;
                _table = decision.Table;
                answer = Answers.From(decision, statement, now);
            }

            if (changed)
                Changed?.Invoke();
            return answer;
        }
    }
}
