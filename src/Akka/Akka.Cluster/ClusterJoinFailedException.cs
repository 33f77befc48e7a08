using Akka.Actor;

namespace Akka.Cluster;

/// <summary>A system could not become a member.</summary>
public class ClusterJoinFailedException : AkkaException
{
    /// <summary>With a reason.</summary>
    public ClusterJoinFailedException(string message)
        : base(message)
    {
    }
}
