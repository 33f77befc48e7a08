using System.Collections.Immutable;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>
/// Which WWPNs a hypervisor has given, for each prefix that it had. Numbers only grow: what was given is never given again, whatever became
/// of the adapter (NPV-2). Immutable.
/// </summary>
public sealed record WwpnAllotment(ImmutableDictionary<WwpnPrefix, int> Given)
{
    public static WwpnAllotment Empty { get; } = new(ImmutableDictionary<WwpnPrefix, int>.Empty);

    /// <summary>The next pair; null when the prefix has none left.</summary>
    /// <param name="floor">Numbers below were given, whether this allotment knows it or not: it may have been restored from the
    /// past.</param>
    public WwpnPair? Next(WwpnPrefix prefix, int floor)
    {
        var next = Math.Max(GivenOf(prefix), floor);
        return next > WwpnPrefix.NumberCount - 2 ? null : new WwpnPair(prefix.At(next), prefix.At(next + 1));
    }

    /// <summary>Notes that a pair was given.</summary>
    public WwpnAllotment With(WwpnPair pair) => Note(pair.First).Note(pair.Second);

    /// <summary>Numbers given of a prefix: the next one, too.</summary>
    public int GivenOf(WwpnPrefix prefix) => Given.GetValueOrDefault(prefix);

    private WwpnAllotment Note(Wwpn wwpn)
    {
        var prefix = WwpnPrefix.Of(wwpn);
        return new WwpnAllotment(Given.SetItem(prefix, Math.Max(GivenOf(prefix), WwpnPrefix.NumberOf(wwpn) + 1)));
    }
}

/// <summary>What a hypervisor gives WWPNs from. Immutable.</summary>
/// <param name="Floor">See <see cref="WwpnAllotment.Next"/>.</param>
public sealed record WwpnSource(WwpnPrefix Prefix, int Floor);
