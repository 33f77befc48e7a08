using System.Diagnostics;

namespace Akka.MultiNode.Tests.Node;

/// <summary>One incarnation of something that exists once in the cluster: tells the witness of its begin, its acts and its end.</summary>
internal sealed class Owner
{
    private static int _instances;
    private readonly WitnessFile _witness;
    private readonly string _entity;
    private readonly string _name;

    public Owner(WitnessFile witness, string node, string entity)
    {
        _witness = witness;
        _entity = entity;
        _name = $"{node}.{Interlocked.Increment(ref _instances)}";
        _witness.Note('B', _entity, _name, 0);
    }

    /// <summary>To be called first in a handler, with the result given to <see cref="Act"/>.</summary>
    public static long Begin() => Stopwatch.GetTimestamp();

    public void Act(long id, long begun) => _witness.Note('A', _entity, _name, id, begun);

    public void End() => _witness.Note('E', _entity, _name, 0);
}
