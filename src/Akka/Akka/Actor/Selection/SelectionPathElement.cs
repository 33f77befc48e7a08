using Akka.Util;

namespace Akka.Actor;

/// <summary>One step of a selection. Immutable.</summary>
public abstract class SelectionPathElement
{
}

/// <summary>The child of a name.</summary>
public sealed class SelectChildName : SelectionPathElement, IEquatable<SelectChildName>
{
    /// <summary>The child <paramref name="name"/>.</summary>
    public SelectChildName(string name)
    {
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <inheritdoc />
    public bool Equals(SelectChildName? other) => other is not null && Name == other.Name;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SelectChildName);

    /// <inheritdoc />
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>The children whose name matches: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
public sealed class SelectChildPattern : SelectionPathElement, IEquatable<SelectChildPattern>
{
    /// <summary>The pattern <paramref name="patternStr"/>.</summary>
    public SelectChildPattern(string patternStr)
    {
        PatternStr = patternStr;
    }

    /// <summary>The pattern.</summary>
    public string PatternStr { get; }

    /// <summary>Whether <paramref name="name"/> matches.</summary>
    public bool Matches(string name) => WildcardPattern.Matches(PatternStr, name);

    /// <inheritdoc />
    public bool Equals(SelectChildPattern? other) => other is not null && PatternStr == other.PatternStr;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SelectChildPattern);

    /// <inheritdoc />
    public override int GetHashCode() => PatternStr.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => PatternStr;
}

/// <summary>All actors below: <c>**</c>, the last element only.</summary>
public sealed class SelectChildRecursive : SelectionPathElement
{
    /// <summary>The only value.</summary>
    public static readonly SelectChildRecursive Instance = new();

    private SelectChildRecursive()
    {
    }

    /// <inheritdoc />
    public override string ToString() => "**";
}

/// <summary>The parent: <c>..</c>.</summary>
public sealed class SelectParent : SelectionPathElement
{
    /// <summary>The only value.</summary>
    public static readonly SelectParent Instance = new();

    private SelectParent()
    {
    }

    /// <inheritdoc />
    public override string ToString() => "..";
}
