namespace VioActors.Storage.Values;

/// <summary>Identity of a storage pool. Immutable.</summary>
public readonly record struct PoolId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
