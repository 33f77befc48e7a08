using Akka.Actor.Setup;

namespace Akka.Cluster.Tools.Ownership;

/// <summary>Lets a system own less than its membership allows: for specs and simulations.</summary>
/// <param name="change">Makes the ownership from that of the membership.</param>
internal sealed class OwnershipSetup(Func<IOwnership, IOwnership> change) : Setup
{
    /// <summary>Makes the ownership from that of the membership.</summary>
    public Func<IOwnership, IOwnership> Change { get; } = change;
}
