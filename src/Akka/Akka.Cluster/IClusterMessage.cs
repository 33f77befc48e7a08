namespace Akka.Cluster;

/// <summary>Marks the messages between the cluster parts of two systems; their serializer is bound to it.</summary>
public interface IClusterMessage
{
}
