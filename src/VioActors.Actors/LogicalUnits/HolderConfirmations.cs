using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// Which holder works by which version of the SCSI state, and which versions somebody waits for. Kept in memory only: after a crash the
/// holders are told again and confirm again. Not thread-safe.
/// </summary>
internal sealed class HolderConfirmations(Func<ConfirmScsi, long> versionOf)
{
    private readonly Dictionary<VioUuid, (long Epoch, long Version)> _confirmed = [];
    private readonly SortedSet<long> _awaited = [];

    public void Await(long version) => _awaited.Add(version);

    public void Note(ConfirmScsi confirmation)
    {
        var version = versionOf(confirmation);
        var known = _confirmed.GetValueOrDefault(confirmation.Vios);
        if (confirmation.Epoch > known.Epoch || (confirmation.Epoch == known.Epoch && version > known.Version))
            _confirmed[confirmation.Vios] = (confirmation.Epoch, version);
    }

    public void Forget(VioUuid vios) => _confirmed.Remove(vios);

    /// <summary>Largest version that the holder has confirmed under its grant; -1 for none.</summary>
    public long Of(GrantHolder holder) =>
        _confirmed.TryGetValue(holder.Vios, out var known) && known.Epoch == holder.Epoch ? known.Version : -1;

    /// <summary>Takes the awaited versions that every holder has confirmed, ascending.</summary>
    public IReadOnlyList<long> TakeReached(IEnumerable<GrantHolder> holders)
    {
        var least = holders.Select(Of).DefaultIfEmpty(long.MaxValue).Min();
        var reached = _awaited.TakeWhile(version => version <= least).ToList();
        _awaited.ExceptWith(reached);
        return reached;
    }
}
