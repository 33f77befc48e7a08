namespace Akka.Remote.Transport;

/// <summary>The connections of an association, each with its own queue, so that none waits for another.</summary>
internal enum StreamKind
{
    /// <summary>Heartbeats, system messages.</summary>
    Control = 1,

    /// <summary>Messages.</summary>
    Ordinary = 2,

    /// <summary>Messages to <c>akka.remote.large-message-destinations</c>.</summary>
    Large = 3,
}
