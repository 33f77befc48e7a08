namespace Akka.Configuration.Hocon;

/// <summary>Reads the grammar: root, objects, fields and arrays. Bounds: nesting and path length of <see cref="DepthMax"/>.</summary>
internal sealed class HoconSyntax(HoconReader reader, HoconIncludes includes, IReadOnlyList<string> prefix)
{
    /// <summary>Deeper than any configuration, far less than a thread's stack.</summary>
    public const int DepthMax = 100;

    private int _depth;
    private readonly List<string> _path = [.. prefix];

    public SyntaxObject ReadRoot()
    {
        reader.SkipLines();
        var root = new SyntaxObject(reader, reader.Position);
        if (reader.Current == '[')
            throw reader.Fail("a configuration is an object, not an array");
        if (reader.Current == '{')
            root = ReadObject();
        else
            ReadFields(root, closing: '\0');
        reader.SkipLines();
        return reader.AtEnd ? root : throw reader.Fail($"[{reader.Current}] is left over after the end of the configuration");
    }

    private SyntaxObject ReadObject()
    {
        var nested = new SyntaxObject(reader, reader.Position);
        Enter();
        reader.Position++;
        ReadFields(nested, '}');
        _depth--;
        return nested;
    }

    private void ReadFields(SyntaxObject target, char closing)
    {
        var start = target.At;
        reader.SkipLines();
        while (true)
        {
            if (reader.AtEnd)
            {
                if (closing != '\0')
                    throw reader.Fail("the object is not closed: a } is missing", start);
                return;
            }

            if (closing != '\0' && reader.Current == closing)
            {
                reader.Position++;
                return;
            }

            ReadField(target);
            ReadSeparator('}', "a key and a value");
        }
    }

    private void ReadSeparator(char closing, string unit)
    {
        var separated = reader.SkipLines();
        if (reader.Current == ',')
        {
            reader.Position++;
            reader.SkipLines();
            if (reader.Current == ',')
                throw reader.Fail("two commas follow one another");
        }
        else if (!separated && !reader.AtEnd && reader.Current != closing)
        {
            throw reader.Fail($"[{reader.Current}] is unexpected: {unit} end with a comma or the end of the line");
        }
    }

    private void ReadField(SyntaxObject target)
    {
        if (HoconIncludes.AtInclude(reader))
        {
            includes.ReadInto(target, reader, _path, _depth);
            return;
        }

        if (reader.Current is ':' or '=' or ',' or '[' or ']' or '{' or '}' or '$')
            throw reader.Fail($"a key is expected, but [{reader.Current}] stands here");
        var at = reader.Position;
        var keys = HoconKeyReader.ReadPath(reader, '\0');
        _path.AddRange(keys);
        _depth += keys.Count - 1;
        var value = ReadAssigned(at);
        _depth -= keys.Count - 1;
        _path.RemoveRange(_path.Count - keys.Count, keys.Count);
        for (var i = keys.Count - 1; i > 0; i--)
        {
            var parent = new SyntaxObject(reader, at);
            parent.Fields[keys[i]] = value;
            value = new SyntaxValue([parent]);
        }

        target.Assign(keys[0], value);
    }

    private SyntaxValue ReadAssigned(int keyAt)
    {
        reader.SkipLines();
        if (reader.TryTake("+="))
        {
            reader.SkipLines();
            var at = reader.Position;
            var item = ReadValue();
            return new SyntaxValue([new SyntaxPrevious(reader, at), new SyntaxArray(reader, at, [item])]);
        }

        if (reader.Current is ':' or '=')
        {
            reader.Position++;
            reader.SkipLines();
        }
        else if (reader.Current != '{')
        {
            throw reader.Fail("a key has no value: write key = value", keyAt);
        }

        return ReadValue();
    }

    private SyntaxValue ReadValue()
    {
        var start = reader.Position;
        var parts = new List<SyntaxPart>();
        while (ReadPart() is { } part)
            parts.Add(part);
        while (parts is [.., SyntaxText { Blank: true }])
            parts.RemoveAt(parts.Count - 1);
        return parts.Count > 0 ? new SyntaxValue(parts) : throw reader.Fail("a value is missing", start);
    }

    private SyntaxPart? ReadPart()
    {
        var at = reader.Position;
        if (reader.AtEnd || reader.AtComment)
            return null;
        if (HoconReader.IsBlank(reader.Current))
            return new SyntaxText(reader, at, reader.TakeBlanks(), Quoted: false, Blank: true);
        switch (reader.Current)
        {
            case '{':
                return ReadObject();
            case '[':
                return ReadArray();
            case '"':
                return new SyntaxText(reader, at, reader.ReadQuoted(), Quoted: true);
            case '$':
                return ReadReference();
            case '\n' or ',' or '}' or ']':
                return null;
            case ':' or '=':
                throw reader.Fail($"[{reader.Current}] is not allowed in a value: quote the text");
        }

        while (HoconKeyReader.IsUnquoted(reader))
            reader.Position++;
        return new SyntaxText(reader, at, reader.Slice(at), Quoted: false);
    }

    private SyntaxArray ReadArray()
    {
        var start = reader.Position;
        Enter();
        reader.Position++;
        var items = new List<SyntaxValue>();
        reader.SkipLines();
        while (reader.Current != ']')
        {
            if (reader.AtEnd)
                throw reader.Fail("the array is not closed: a ] is missing", start);
            items.Add(ReadValue());
            ReadSeparator(']', "elements");
        }

        reader.Position++;
        _depth--;
        return new SyntaxArray(reader, start, items);
    }

    private SyntaxReference ReadReference()
    {
        var at = reader.Position;
        if (!reader.TryTake("${"))
            throw reader.Fail("[$] starts a substitution: write ${path}, or quote the text");
        var optional = reader.TryTake("?");
        var path = HoconKeyReader.ReadPath(reader, '}');
        if (!reader.TryTake("}"))
            throw reader.Fail("the substitution is not closed: a } is missing", at);
        return new SyntaxReference(reader, at, path, prefix, optional);
    }

    private void Enter()
    {
        if (++_depth + prefix.Count > DepthMax)
            throw reader.Fail($"the nesting is deeper than {DepthMax}");
    }
}
