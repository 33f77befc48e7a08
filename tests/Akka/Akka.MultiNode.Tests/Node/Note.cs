namespace Akka.MultiNode.Tests.Node;

/// <summary>The one message and event of the nodes.</summary>
/// <param name="Kind">work, worked, add, kept, added, dump, dumped, ping, pong.</param>
/// <param name="Entity">Whom it concerns.</param>
/// <param name="Id">Its number, unique in a run.</param>
public sealed record Note(string Kind, string Entity, long Id);
