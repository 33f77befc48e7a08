namespace Akka;

/// <summary>The value of a <see cref="Task{TResult}"/> that completes without a result. Immutable and thread-safe.</summary>
public sealed class Done
{
    /// <summary>The only value.</summary>
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
