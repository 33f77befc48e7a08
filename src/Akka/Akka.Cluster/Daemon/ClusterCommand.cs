using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What the <see cref="Cluster"/> extension tells its daemon. Never leaves the system.</summary>
internal abstract record ClusterCommand : INoSerializationVerificationNeeded
{
    /// <summary>What the coordinated shutdown waits for.</summary>
    internal enum Step
    {
        /// <summary>The member is Exiting, or more.</summary>
        Leave,

        /// <summary>The member is removed; it has handed over what it had.</summary>
        Depart,
    }

    /// <summary>Become a member.</summary>
    /// <param name="Seeds">Only looked at when the table is not shared.</param>
    /// <param name="Refused">Gets the reason when it is for good.</param>
    internal sealed record Join(ImmutableArray<Address> Seeds, TaskCompletionSource<string>? Refused = null) : ClusterCommand;

    /// <summary>Make a member leave.</summary>
    internal sealed record Leave(Address Address) : ClusterCommand;

    /// <summary>Shut a member out.</summary>
    internal sealed record Down(Address Address) : ClusterCommand;

    /// <summary>A step of the coordinated shutdown.</summary>
    internal sealed record InShutdown(Step Stage, TaskCompletionSource<Done> Completion) : ClusterCommand;
}
