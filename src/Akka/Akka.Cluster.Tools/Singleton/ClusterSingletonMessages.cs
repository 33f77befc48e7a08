namespace Akka.Cluster.Tools.Singleton;

/// <summary>What managers of one singleton tell each other. A repeat of any of them is safe.</summary>
internal interface IClusterSingletonMessage
{
}

/// <summary>To an older manager: stop the singleton, if it runs, and never start it again before this one has handed back.</summary>
internal sealed record HandOverToMe : IClusterSingletonMessage
{
    public static readonly HandOverToMe Instance = new();
}

/// <summary>Answer to <see cref="HandOverToMe"/>: the singleton is stopping.</summary>
internal sealed record HandOverInProgress : IClusterSingletonMessage
{
    public static readonly HandOverInProgress Instance = new();
}

/// <summary>Answer to <see cref="HandOverToMe"/>: the singleton has stopped, and the receiver is among those to ask before a
/// start.</summary>
internal sealed record HandOverDone : IClusterSingletonMessage
{
    public static readonly HandOverDone Instance = new();
}

/// <summary>From a manager that is no longer the oldest to the one that is: ask for the singleton.</summary>
internal sealed record TakeOverFromMe : IClusterSingletonMessage
{
    public static readonly TakeOverFromMe Instance = new();
}
