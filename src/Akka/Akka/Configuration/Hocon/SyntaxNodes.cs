namespace Akka.Configuration.Hocon;

/// <summary>A piece of a value as it was written, before substitutions are resolved.</summary>
internal abstract record SyntaxPart(HoconReader Reader, int At);

/// <summary><paramref name="Quoted"/> tells <c>"null"</c> from <c>null</c>; <paramref name="Blank"/> is only kept between texts.</summary>
internal sealed record SyntaxText(HoconReader Reader, int At, string Text, bool Quoted, bool Blank = false) : SyntaxPart(Reader, At);

internal sealed record SyntaxArray(HoconReader Reader, int At, List<SyntaxValue> Items) : SyntaxPart(Reader, At);

/// <summary><paramref name="Prefix"/>: where an included file was put; its paths are tried there first.</summary>
internal sealed record SyntaxReference(HoconReader Reader, int At, IReadOnlyList<string> Path, IReadOnlyList<string> Prefix, bool Optional)
    : SyntaxPart(Reader, At);

/// <summary>What the key held before; the left side of <c>+=</c>.</summary>
internal sealed record SyntaxPrevious(HoconReader Reader, int At) : SyntaxPart(Reader, At);

/// <summary>A value that is already resolved, from an include callback.</summary>
internal sealed record SyntaxResolved(HoconReader Reader, int At, HoconValue Value) : SyntaxPart(Reader, At);

/// <summary>The fields of an object; an object that cannot be changed by a substitution is merged while it is read.</summary>
internal sealed record SyntaxObject(HoconReader Reader, int At) : SyntaxPart(Reader, At)
{
    public Dictionary<string, SyntaxValue> Fields { get; } = [];

    public void Assign(string key, SyntaxValue value)
    {
        if (!Fields.TryGetValue(key, out var old))
            Fields[key] = value;
        else if (old.PureObject is { } below && value.PureObject is { } above)
            below.AssignAll(above);
        else if (value.CanJoinPrevious)
            Fields[key] = value.Over(old);
        else
            Fields[key] = value;
    }

    public void AssignAll(SyntaxObject other)
    {
        foreach (var (key, value) in other.Fields)
            Assign(key, value);
    }
}

/// <summary>The pieces of one value, and the value that the same key had before when it can still matter.</summary>
internal sealed class SyntaxValue(List<SyntaxPart> parts)
{
    public List<SyntaxPart> Parts => parts;

    public SyntaxValue? Previous { get; private set; }

    public SyntaxObject? PureObject => Previous is null && parts is [SyntaxObject only] ? only : null;

    /// <summary>An object merges with what was there; a substitution may turn out to be an object or refer to itself.</summary>
    public bool CanJoinPrevious => parts.Exists(part => part is not (SyntaxText or SyntaxArray));

    public SyntaxValue Over(SyntaxValue previous)
    {
        var lowest = this;
        while (lowest.Previous is { } next)
            lowest = next;
        lowest.Previous = previous;
        return this;
    }
}
