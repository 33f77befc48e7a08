namespace Akka.Configuration.Hocon;

/// <summary>
/// The <c>include</c> statement: <c>include "f"</c>, <c>include file("f")</c>, <c>include required(file("f"))</c>.
/// A file that is not there counts as empty unless it is required; a relative name is next to the including file.
/// </summary>
internal sealed class HoconIncludes(string? folder, Func<string, HoconRoot>? callback, IReadOnlyList<string> chain)
{
    /// <summary>Files that include files.</summary>
    private const int ChainMax = 16;

    /// <summary>Far beyond any configuration; keeps a wrong name from filling the memory. Bytes.</summary>
    private const long FileSizeMaxBytes = 16 << 20;

    public static HoconIncludes From(Func<string, HoconRoot>? callback) => new(null, callback, []);

    public static bool AtInclude(HoconReader reader)
    {
        var start = reader.Position;
        var found = reader.TryTake("include");
        if (found)
        {
            var gap = reader.TakeBlanks().Length;
            found = reader.Current == '"' || (gap > 0 && (reader.LooksAt("file(") || reader.LooksAt("required(") || reader.LooksAt("url(")
                || reader.LooksAt("classpath(")));
        }

        reader.Position = start;
        return found;
    }

    public void ReadInto(SyntaxObject target, HoconReader reader, IReadOnlyList<string> path, int depth)
    {
        var at = reader.Position;
        reader.TryTake("include");
        reader.TakeBlanks();
        var required = reader.TryTake("required(");
        reader.TakeBlanks();
        if (reader.LooksAt("url(") || reader.LooksAt("classpath("))
            throw reader.Fail("only files can be included: write include file(\"name\")", at);
        var inFile = reader.TryTake("file(");
        reader.TakeBlanks();
        if (reader.Current != '"')
            throw reader.Fail("the name of the included file is to be quoted", at);
        var name = reader.ReadQuoted();
        for (var open = (required ? 1 : 0) + (inFile ? 1 : 0); open > 0; open--)
        {
            reader.TakeBlanks();
            if (!reader.TryTake(")"))
                throw reader.Fail("the include is not closed: a ) is missing", at);
        }

        if (depth + path.Count > HoconSyntax.DepthMax)
            throw reader.Fail($"the nesting is deeper than {HoconSyntax.DepthMax}", at);
        if (callback is not null)
            AssignResolved(target, reader, at, callback(name).Value);
        else
            ReadFile(target, reader, at, name, required, path);
    }

    private static void AssignResolved(SyntaxObject target, HoconReader reader, int at, HoconValue value)
    {
        var included = value.GetObject() ?? throw reader.Fail("the included text is not an object", at);
        foreach (var (key, field) in included.Items)
            target.Assign(key, new SyntaxValue([new SyntaxResolved(reader, at, field)]));
    }

    private void ReadFile(SyntaxObject target, HoconReader reader, int at, string name, bool required, IReadOnlyList<string> path)
    {
        var file = Path.GetFullPath(name, folder ?? Environment.CurrentDirectory);
        if (chain.Contains(file))
            throw reader.Fail($"the file [{file}] includes itself", at);
        if (chain.Count >= ChainMax)
            throw reader.Fail($"more than {ChainMax} files include one another", at);
        var text = TextOf(file, reader, at, required);
        if (text is null)
            return;
        var nested = new HoconIncludes(Path.GetDirectoryName(file), null, [.. chain, file]);
        target.AssignAll(new HoconSyntax(new HoconReader(text, file), nested, [.. path]).ReadRoot());
    }

    private static string? TextOf(string file, HoconReader reader, int at, bool required)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
            return required ? throw reader.Fail($"the file [{file}] does not exist", at) : null;
        if (info.Length > FileSizeMaxBytes)
            throw reader.Fail($"the file [{file}] is larger than {FileSizeMaxBytes} bytes", at);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw reader.Fail($"the file [{file}] cannot be read: {e.Message}", at);
        }
    }
}
