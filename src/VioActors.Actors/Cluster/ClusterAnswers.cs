using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Cluster;

/// <summary>
/// The answers that are the cluster's data, or what has changed of them. Everybody who asks for the same of one state is given the same
/// object, so that it is also written only once; the whole that newcomers need is renewed now and then, and what has changed since is given
/// with it. Who is behind is led to the state that the others were led to last, and then asks again: so a thousand VIOSes that ask one
/// after the other while the cluster changes are told the same few things, which a process reads once. Who has that state is led to the
/// present. Not thread-safe: part of one actor's state.
/// </summary>
internal sealed class ClusterAnswers(ClusterHistory history)
{
    /// <summary>Events after which newcomers are given another whole.</summary>
    private const int WholeEventsMax = 128;

    /// <summary>Different versions of which what has changed since is kept, while the state stays the same.</summary>
    private const int KeptMax = 64;

    private readonly Dictionary<ClusterWanted, IReply> _made = [];
    private readonly Dictionary<(ObjectVersion Since, bool IsMore), ClusterChangesFound> _led = [];
    private ClusterState? _leading;
    private ClusterState? _state;
    private ClusterData? _whole;
    private ClusterData? _data;
    private long? _digest;

    /// <exception cref="InvalidOperationException">The cluster is not created.</exception>
    public IReply Of(ClusterState state, ClusterWanted wanted)
    {
        if (!ReferenceEquals(_state, state))
        {
            (_state, _data, _digest) = (state, null, null);
            _made.Clear();
        }

        if (wanted is { IsRegistration: false, Since: { } since })
            return ChangesSince(state, since) ?? Of(state, wanted with { Since = null });
        if (_made.TryGetValue(wanted, out var known))
            return known;
        if (_made.Count >= KeptMax)
            _made.Clear();
        return _made[wanted] = wanted.IsRegistration ? Registered(state, wanted.Since) : new ClusterFound(DataOf(state));
    }

    private ClusterData DataOf(ClusterState state) => _data ??= state.ToData();

    /// <summary>Null when it is not known what changed since.</summary>
    private ClusterChangesFound? ChangesSince(ClusterState state, ObjectVersion since)
    {
        if (_leading is null || since.CompareTo(_leading.Version) >= 0)
        {
            _leading = state;
            _led.Clear();
        }

        var key = (since, !ReferenceEquals(_leading, state));
        if (_led.TryGetValue(key, out var known))
            return known;
        if (history.Since(_leading, since) is not { } changes)
            return null;
        if (_led.Count >= KeptMax)
            _led.Clear();
        return _led[key] = new ClusterChangesFound(changes, key.Item2);
    }

    private IReply Registered(ClusterState state, ObjectVersion? since)
    {
        if (since is not { } version)
            return new ViosRegistered(DataOf(state));
        var digest = _digest ??= ClusterDigest.Of(DataOf(state));
        if (version.Value > 0 && history.Since(state, version) is { } missed)
            return new ViosRegisteredSince(null, missed, digest);
        var (whole, changes) = WholeOf(state);
        return new ViosRegisteredSince(whole, changes, digest);
    }

    private (ClusterData Whole, ClusterChanges Changes) WholeOf(ClusterState state)
    {
        if (_whole is { } whole && state.Version.Value - whole.Version.Value <= WholeEventsMax
            && history.Since(state, whole.Version) is { } changes)
            return (whole, changes);
        _whole = DataOf(state);
        return (_whole, new ClusterChanges(state.Name!, state.Version, state.Version, [], [], [], state.Primary));
    }
}

/// <summary>An answer that is made of the state when the events before it are stored.</summary>
/// <param name="IsRegistration">Of a VIOS; else it was a question.</param>
/// <param name="Since">What has changed since this version; null: the whole.</param>
internal sealed record ClusterWanted(bool IsRegistration, ObjectVersion? Since) : IReply;
