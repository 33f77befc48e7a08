using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>
/// Turns what was written into values: resolves substitutions within the text, then from the environment, and concatenates.
/// Work and recursion are bounded, so that substitutions of substitutions cannot fill the memory.
/// </summary>
internal sealed class SubstitutionResolver(SyntaxObject root)
{
    private const int RecursionMax = 400;

    /// <summary>Values and characters made in total.</summary>
    private const int WorkMax = 20_000_000;

    private readonly Dictionary<SyntaxValue, HoconValue?> _resolved = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SyntaxValue> _resolving = new(ReferenceEqualityComparer.Instance);
    private int _recursion;
    private long _work;

    public List<HoconSubstitution> Substitutions { get; } = [];

    public HoconObject Resolve() => Resolve(root);

    private HoconObject Resolve(SyntaxObject node)
    {
        var result = new HoconObject();
        foreach (var (key, field) in node.Fields)
        {
            if (Resolve(field) is { } value)
                result.Items[key] = value;
        }

        Spend(node, result.Items.Count);
        return result;
    }

    /// <summary>Null: undefined, that is nothing but optional substitutions without a value.</summary>
    private HoconValue? Resolve(SyntaxValue node)
    {
        if (_resolved.TryGetValue(node, out var known))
        {
            Spend(node.Parts[0], known is null ? 1 : SizeOf(known));
            return known;
        }

        var first = node.Parts[0];
        if (!_resolving.Add(node))
            throw first.Reader.Fail("a substitution leads back to itself", first.At);
        if (++_recursion > RecursionMax)
            throw first.Reader.Fail($"substitutions are nested deeper than {RecursionMax}", first.At);
        var value = Concatenate(node);
        if (node.Previous is { } previous && (value is null || value.IsObject()))
        {
            var below = Resolve(previous);
            value = value is null ? below
                : below is not null && below.IsObject() ? new HoconValue(value.GetObject().WithFallback(below.GetObject())) : value;
        }

        _recursion--;
        _resolving.Remove(node);
        return _resolved[node] = value;
    }

    private static int SizeOf(HoconValue value) => value.Values[0] switch
    {
        HoconLiteral literal => 1 + (literal.Value?.Length ?? 0),
        HoconArray array => 1 + array.Count,
        HoconObject nested => 1 + nested.Items.Count,
        _ => 1,
    };

    private HoconValue? Concatenate(SyntaxValue node)
    {
        var pieces = new List<(SyntaxPart Part, HoconValue? Value)>(node.Parts.Count);
        foreach (var part in node.Parts)
            pieces.Add((part, ResolvePart(part, node)));
        var solid = pieces.FindAll(piece => piece.Value is not null && piece.Part is not SyntaxText { Blank: true });
        if (solid.Count == 0)
            return null;
        if (solid.Count == 1 && pieces.TrueForAll(piece => piece.Part == solid[0].Part || piece.Part is SyntaxText { Blank: true }))
            return solid[0].Value;
        if (solid.TrueForAll(piece => piece.Value!.IsArray()))
            return new HoconValue(new HoconArray(solid.SelectMany(piece => piece.Value!.GetArray())));
        if (solid.TrueForAll(piece => piece.Value!.IsObject()))
            return new HoconValue(solid.Select(piece => piece.Value!.GetObject()).Aggregate((below, above) => above.WithFallback(below)));
        var odd = solid.Find(piece => !piece.Value!.IsString());
        if (odd.Part is not null)
            throw odd.Part.Reader.Fail("texts, arrays and objects cannot be written one after another in a value", odd.Part.At);
        var text = new StringBuilder();
        foreach (var (part, value) in pieces)
        {
            var undefined = part is SyntaxText { Blank: true } blank ? blank.Text : string.Empty;
            text.Append(value is null ? undefined : value.GetString() ?? "null");
        }

        Spend(solid[0].Part, text.Length);
        return new HoconValue(new HoconLiteral(text.ToString()));
    }

    private HoconValue? ResolvePart(SyntaxPart part, SyntaxValue owner) => part switch
    {
        SyntaxText { Blank: true } => null,
        SyntaxText { Quoted: false, Text: "null" } => new HoconValue(new HoconLiteral(null)),
        SyntaxText text => new HoconValue(new HoconLiteral(text.Text)),
        SyntaxArray array => new HoconValue(new HoconArray(array.Items.Select(Resolve).OfType<HoconValue>())),
        SyntaxObject nested => new HoconValue(Resolve(nested)),
        SyntaxResolved resolved => resolved.Value,
        SyntaxPrevious => owner.Previous is null ? null : Resolve(owner.Previous),
        SyntaxReference reference => Follow(reference),
        _ => throw new InvalidOperationException($"{part.GetType().Name} is not a part of a value"),
    };

    private HoconValue? Follow(SyntaxReference reference)
    {
        var written = HoconPath.Join(reference.Path);
        var found = (reference.Prefix.Count > 0 ? Find([.. reference.Prefix, .. reference.Path]) : null) ?? Find(reference.Path)
            ?? FromEnvironment(string.Join('.', reference.Path));
        if (found is null && !reference.Optional)
        {
            throw reference.Reader.Fail(
                $"the substitution ${{{written}}} has no value: define it in the text or as an environment variable", reference.At);
        }

        Substitutions.Add(new HoconSubstitution(written, reference.Optional) { ResolvedValue = found! });
        return found;
    }

    private static HoconValue? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text ? new HoconValue(new HoconLiteral(text)) : null;

    private HoconValue? Find(IReadOnlyList<string> path) => Find(root, path, 0);

    private HoconValue? Find(SyntaxObject node, IReadOnlyList<string> path, int index)
    {
        if (!node.Fields.TryGetValue(path[index], out var field))
            return null;
        if (index == path.Count - 1)
            return Latest(field) is { } target ? Resolve(target) : null;
        HoconValue? found = null;
        for (var value = field; value is not null; value = value.Previous)
        {
            for (var i = value.Parts.Count - 1; i >= 0; i--)
                found = Joined(found, FindIn(value.Parts[i], path, index + 1));
        }

        return found;
    }

    /// <summary>A reference to a value that is being resolved means what the key held before.</summary>
    private SyntaxValue? Latest(SyntaxValue field)
    {
        if (!_resolving.Contains(field))
            return field;
        var previous = field.Previous;
        while (previous is not null && _resolving.Contains(previous))
            previous = previous.Previous;
        if (previous is null && field.Parts[0] is { } part && field.PureObject is not null)
            throw part.Reader.Fail("a substitution within the object refers to the whole object", part.At);
        return previous;
    }

    private HoconValue? FindIn(SyntaxPart part, IReadOnlyList<string> path, int index)
    {
        if (++_recursion > RecursionMax)
            throw part.Reader.Fail($"substitutions are nested deeper than {RecursionMax}", part.At);
        Spend(part, 1);
        var found = part switch
        {
            SyntaxObject nested => Find(nested, path, index),
            SyntaxReference reference => Find([.. reference.Path, .. path.Skip(index)]),
            SyntaxResolved resolved => Walk(resolved.Value, path, index),
            _ => null,
        };
        _recursion--;
        return found;
    }

    private static HoconValue? Walk(HoconValue value, IReadOnlyList<string> path, int index)
    {
        HoconValue? current = value;
        for (var i = index; i < path.Count && current is not null; i++)
            current = current.GetChildObject(path[i]);
        return current;
    }

    private static HoconValue? Joined(HoconValue? above, HoconValue? below)
    {
        if (above is null || below is null)
            return above ?? below;
        return above.IsObject() && below.IsObject()
            ? new HoconValue(above.GetObject().WithFallback(below.GetObject()))
            : above;
    }

    private void Spend(SyntaxPart part, int amount)
    {
        _work += amount + 1;
        if (_work > WorkMax)
            throw part.Reader.Fail("the substitutions make the configuration too large", part.At);
    }
}
