using System.Collections.Immutable;

namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// What is so with a logical unit for everybody: whether its medium is in, who keeps it in, and whether it is being wiped. Immutable.
/// </summary>
public sealed record UnitCondition
{
    public static UnitCondition Usual { get; } = new();

    /// <summary>The medium was taken out (START STOP UNIT with LOEJ).</summary>
    public bool IsEjected { get; init; }

    /// <summary>Nexuses for which removal is prevented (SBC-3 clause 5.13), each once.</summary>
    public ImmutableArray<NexusIdentity> Preventers { get; init; } = [];

    /// <summary>Null: no SANITIZE is under way, and none has failed.</summary>
    public SanitizeStatus? Sanitize { get; init; }

    public UnitCondition Preventing(NexusIdentity nexus) =>
        Preventers.Contains(nexus) ? this : this with { Preventers = Preventers.Add(nexus) };

    public UnitCondition Allowing(NexusIdentity nexus) =>
        Preventers.Contains(nexus) ? this with { Preventers = Preventers.Remove(nexus) } : this;

    public bool Equals(UnitCondition? other) => other is not null && IsEjected == other.IsEjected && Sanitize == other.Sanitize
        && Preventers.AsSpan().SequenceEqual(other.Preventers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(IsEjected, Preventers.Length, Sanitize);
}

/// <summary>SANITIZE (SBC-3 clause 4.11): under way, or failed. Immutable.</summary>
/// <param name="HasFailed">Only SANITIZE is processed, and what is processed always.</param>
/// <param name="MayExit">AUSE: EXIT FAILURE MODE makes a unit that failed usable again.</param>
/// <param name="Progress">In 65536ths.</param>
public sealed record SanitizeStatus(bool HasFailed, bool MayExit, ushort Progress);
