using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// Processes of the VIOS DB that said that they can store nothing (<see cref="DbWritesAnnounced"/>). They repeat it: one that has not for a
/// while has ended, or its word that it can again was lost. Part of one actor's state: not thread-safe.
/// </summary>
internal sealed class UnwritablePlaces(TimeProvider time)
{
    /// <summary>Ten times as long as they take to repeat it.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(10);

    /// <summary>Without a word for so long, this VIOS may not be subscribed any more.</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(3);

    private readonly SortedDictionary<string, (string Problem, long HeardAt)> _places = new(StringComparer.Ordinal);

    /// <summary>What is to be said about them; null: there are none.</summary>
    public string? Problem
    {
        get
        {
            foreach (var (place, (problem, _)) in _places)
            {
                var where = place.Length > 0 ? $"{place}: " : "";
                return _places.Count > 1 ? $"{where}{problem} ({_places.Count - 1} more)" : $"{where}{problem}";
            }

            return null;
        }
    }

    /// <summary>None of them has said anything lately.</summary>
    public bool AreQuiet => _places.Values.All(place => time.GetElapsedTime(place.HeardAt) >= QuietAfter);

    public void Note(DbWritesAnnounced announced)
    {
        if (announced.Problem is { } problem)
            _places[announced.Place] = (problem, time.GetTimestamp());
        else
            _places.Remove(announced.Place);
    }

    public void Clear() => _places.Clear();

    public void ForgetOld()
    {
        foreach (var (place, _) in _places.Where(place => time.GetElapsedTime(place.Value.HeardAt) >= KnownFor).ToList())
            _places.Remove(place);
    }
}
