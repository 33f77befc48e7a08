using Akka.Actor;

namespace Akka.Remote.Wire;

/// <summary>A path of the table of a connection with what it was resolved to.</summary>
internal sealed class PathEntry(string path)
{
    public string Path { get; } = path;

    /// <summary>The local actor; looked up again once it has stopped, because another may have its place.</summary>
    public IInternalActorRef? Recipient { get; set; }

    /// <summary>What the path stands for as a sender.</summary>
    public IActorRef? Sender { get; set; }
}
