namespace Akka.Remote.Transport;

/// <summary>In the queue of a stream: ask the peer to answer when it has delivered everything before this.</summary>
internal sealed record FlushMark(ulong Token);
