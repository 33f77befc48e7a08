using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>What units and the pool have asked for and nobody has done yet: taken in order, or in any.</summary>
/// <param name="random">Null: in order, and nothing is lost.</param>
internal sealed class Disorder(Random? random)
{
    private readonly List<(LuUdid? Unit, IEffect Effect)> _effects = [];

    /// <summary>A unit is to lose all that it has not stored.</summary>
    public bool IsCrashDue => random?.Next(40) == 0;

    /// <summary>The answer is not heard, and the same is asked for again.</summary>
    public bool IsAnswerLost => random?.Next(30) == 0;

    public int Choose(int count) => random?.Next(count) ?? 0;

    public void Add(LuUdid? unit, IEffect effect) => _effects.Add((unit, effect));

    public void Drop(LuUdid unit) => _effects.RemoveAll(one => one.Unit == unit);

    public bool TryTake(out (LuUdid? Unit, IEffect Effect) next)
    {
        next = default;
        if (_effects.Count == 0)
            return false;
        var index = Choose(_effects.Count);
        next = _effects[index];
        _effects.RemoveAt(index);
        return true;
    }
}
