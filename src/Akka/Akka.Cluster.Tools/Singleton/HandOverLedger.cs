using System.Collections.Immutable;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Who must confirm before this node may start the singleton. A start needs the word, or the removal, of everybody who comes before
/// this node and of everybody to whom it has handed over itself. Immutable and thread-safe.
/// </summary>
internal sealed class HandOverLedger
{
    private readonly ImmutableHashSet<UniqueAddress> _confirmed;
    private readonly ImmutableHashSet<UniqueAddress> _handedTo;

    private HandOverLedger(ImmutableHashSet<UniqueAddress> confirmed, ImmutableHashSet<UniqueAddress> handedTo)
    {
        _confirmed = confirmed;
        _handedTo = handedTo;
    }

    /// <summary>Nothing asked, nothing promised.</summary>
    public static HandOverLedger Empty { get; } =
        new(ImmutableHashSet<UniqueAddress>.Empty, ImmutableHashSet<UniqueAddress>.Empty);

    /// <summary><paramref name="node"/> has said that it does not run the singleton and asks before it would.</summary>
    public HandOverLedger ConfirmedBy(UniqueAddress node) => new(_confirmed.Add(node), _handedTo.Remove(node));

    /// <summary>This node has given <paramref name="node"/> that word.</summary>
    public HandOverLedger HandedTo(UniqueAddress node) => new(_confirmed.Remove(node), _handedTo.Add(node));

    /// <summary><paramref name="node"/> is no member any more and runs nothing.</summary>
    public HandOverLedger Without(UniqueAddress node) => new(_confirmed.Remove(node), _handedTo.Remove(node));

    /// <summary>Those of whom a word is missing before <paramref name="self"/> may start.</summary>
    public IReadOnlyList<UniqueAddress> Missing(OldestView view, UniqueAddress self) =>
        [.. view.Before(self).Union(_handedTo.Where(view.Knows)).Except(_confirmed)];
}
