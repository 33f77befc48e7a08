namespace VioActors.Node.Nodes;

/// <summary>A process lost its membership before it served. Started again, it has another chance (REG-9).</summary>
public sealed class NodeRemovedException(string message) : Exception(message);
