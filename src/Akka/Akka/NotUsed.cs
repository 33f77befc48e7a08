namespace Akka;

/// <summary>Stands where a value is required by a signature and none is used. Immutable and thread-safe.</summary>
public sealed class NotUsed : IComparable<NotUsed>
{
    /// <summary>The only value.</summary>
    public static readonly NotUsed Instance = new();

    private NotUsed()
    {
    }

    /// <inheritdoc />
    public int CompareTo(NotUsed? other) => other is null ? 1 : 0;

    /// <inheritdoc />
    public override string ToString() => "NotUsed";
}
