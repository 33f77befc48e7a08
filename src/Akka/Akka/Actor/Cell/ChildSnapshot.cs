using System.Collections;

namespace Akka.Actor;

/// <summary>
/// The children as a strategy sees them, read only if it looks: most do not, and a supervisor may have a million children.
/// </summary>
internal sealed class ChildSnapshot(ChildRegistry? registry) : IReadOnlyCollection<ChildRestartStats>
{
    private ChildRestartStats[]? _all;

    public int Count => All.Length;

    private ChildRestartStats[] All => _all ??= registry?.All() ?? [];

    public IEnumerable<IInternalActorRef> Refs()
    {
        foreach (var stats in All)
            yield return stats.Child;
    }

    public IEnumerator<ChildRestartStats> GetEnumerator() => ((IEnumerable<ChildRestartStats>)All).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
