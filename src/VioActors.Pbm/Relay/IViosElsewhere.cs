using Akka.Actor;

namespace VioActors.Pbm.Relay;

/// <summary>Where the VIOSes run that this process does not run itself.</summary>
public interface IViosElsewhere
{
    /// <summary>The <see cref="CommandRelayActor"/> beside each of them, by the VIOS's name. A new reading each time.</summary>
    IReadOnlyDictionary<string, ICanTell> Relays();
}

/// <summary>There are none: this process runs every VIOS. Thread-safe.</summary>
public sealed class NoViosElsewhere : IViosElsewhere
{
    private static readonly Dictionary<string, ICanTell> None = [];

    private NoViosElsewhere()
    {
    }

    public static NoViosElsewhere Instance { get; } = new();

    public IReadOnlyDictionary<string, ICanTell> Relays() => None;
}
