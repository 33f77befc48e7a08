using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// Which members and policies the last events of the cluster were about, so that who has a former version is sent what changed since and
/// not the whole. Not stored: whoever is further behind gets everything. Not thread-safe: one owner.
/// </summary>
/// <param name="countMax">Events that it knows.</param>
public sealed class ClusterHistory(int countMax)
{
    /// <summary>That of a version has its place by the version.</summary>
    private readonly Subject[] _subjects = new Subject[countMax];
    private int _count;
    private ObjectVersion _last;

    /// <summary>An event led to a version.</summary>
    public void Note(IClusterEvent @event, ObjectVersion version)
    {
        // After a gap, which a snapshot leaves, what was known before does not lead to the present.
        if (version.Value != _last.Value + 1)
        {
            _count = 0;
        }

        _last = version;
        _subjects[version.Value % countMax] = SubjectOf(@event);
        _count = Math.Min(_count + 1, countMax);
    }

    /// <summary>Null when it is not known what changed since.</summary>
    /// <param name="state">The present one, or one before.</param>
    public ClusterChanges? Since(ClusterState state, ObjectVersion since)
    {
        var count = state.Version.Value - since.Value;
        return state.Name is null || count < 0
            || (count > 0 && (state.Version.CompareTo(_last) > 0 || _last.Value - since.Value > _count))
            ? null
            : Collect(state, since);
    }

    private ClusterChanges? Collect(ClusterState state, ObjectVersion since)
    {
        var vioses = new SortedSet<VioUuid>();
        var policies = new SortedSet<string>(StringComparer.Ordinal);
        for (var version = since.Value + 1; version <= state.Version.Value; version++)
        {
            var subject = _subjects[version % countMax];
            if (subject.IsWhole)
            {
                return null;
            }

            if (subject.Vios is { } vios)
            {
                vioses.Add(vios);
            }

            if (subject.Policy is { } policy)
            {
                policies.Add(policy);
            }
        }

        return new ClusterChanges(
            state.Name!, since, state.Version,
            vioses.Where(state.Nodes.ContainsKey).Select(vios => state.Nodes[vios]).ToValueList(),
            vioses.Where(vios => !state.Nodes.ContainsKey(vios)).ToValueList(),
            policies.Where(state.Policies.ContainsKey).Select(policy => state.Policies[policy]).ToValueList(),
            state.Primary);
    }

    private static Subject SubjectOf(IClusterEvent @event) => @event switch
    {
        ViosJoined e => new Subject(e.Registration.Vios, null),
        ViosStatusChanged e => new Subject(e.Vios, null),
        ViosStopped e => new Subject(e.Vios, null),
        ViosFailed e => new Subject(e.Vios, null),
        NodeAdded e => new Subject(e.Node.Vios, null),
        NodeRemovalBegun e => new Subject(e.Vios, null),
        NodeRemovalCancelled e => new Subject(e.Vios, null),
        NodeRemoved e => new Subject(e.Vios, null),
        PolicySet e => new Subject(null, e.Policy.Name),
        PrimaryElected or PrimaryEnded => new Subject(null, null),
        _ => new Subject(null, null, IsWhole: true),
    };

    /// <param name="IsWhole">It is about everything.</param>
    private readonly record struct Subject(VioUuid? Vios, string? Policy, bool IsWhole = false);
}
