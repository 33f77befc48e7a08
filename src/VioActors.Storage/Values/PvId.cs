namespace VioActors.Storage.Values;

/// <summary>Identity of a physical volume: given at its creation, written in its header, never reused. Immutable.</summary>
public readonly record struct PvId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
