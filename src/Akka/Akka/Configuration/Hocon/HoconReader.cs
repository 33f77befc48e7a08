using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>A position in a text: characters, blanks, comments and quoted strings. One thread at a time.</summary>
internal sealed class HoconReader(string text, string source)
{
    public int Position { get; set; }

    public string Source => source;

    public bool AtEnd => Position >= text.Length;

    public char Current => Position < text.Length ? text[Position] : '\0';

    /// <summary>Blank but no line end; U+FEFF and no-break spaces count (HOCON specification, "Whitespace").</summary>
    public static bool IsBlank(char c) => c != '\n' && (char.IsWhiteSpace(c) || c == '\uFEFF');

    public bool LooksAt(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    public bool AtComment => Current == '#' || LooksAt("//");

    public string Slice(int start) => text[start..Position];

    public bool TryTake(string expected)
    {
        if (!LooksAt(expected))
            return false;
        Position += expected.Length;
        return true;
    }

    public string TakeBlanks()
    {
        var start = Position;
        while (!AtEnd && IsBlank(Current))
            Position++;
        return Slice(start);
    }

    /// <summary>Skips blanks, comments and line ends. True when a line ended.</summary>
    public bool SkipLines()
    {
        var ended = false;
        while (true)
        {
            TakeBlanks();
            if (AtComment)
                SkipComment();
            else if (!AtEnd && Current == '\n')
                Position++;
            else
                return ended;
            ended = ended || Position > 0 && text[Position - 1] == '\n';
        }
    }

    public void SkipComment()
    {
        while (!AtEnd && Current != '\n')
            Position++;
    }

    public string ReadQuoted()
    {
        var start = Position;
        if (TryTake("\"\"\""))
            return ReadTripleQuoted(start);
        Position++;
        var value = new StringBuilder();
        while (Current != '"')
        {
            if (AtEnd || Current == '\n')
                throw Fail("the string has no closing quote", start);
            value.Append(Current == '\\' ? ReadEscape() : text[Position++]);
        }

        Position++;
        return value.ToString();
    }

    public HoconParserException Fail(string message, int? at = null)
    {
        var position = Math.Min(at ?? Position, text.Length);
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < position; i++)
        {
            if (text[i] != '\n')
                continue;
            line++;
            lineStart = i + 1;
        }

        return new HoconParserException(message, source, line, position - lineStart + 1);
    }

    private string ReadTripleQuoted(int start)
    {
        var begin = Position;
        var end = text.IndexOf("\"\"\"", begin, StringComparison.Ordinal);
        if (end < 0)
            throw Fail("the triple-quoted string has no end", start);
        // Quotes in excess of three belong to the string (HOCON specification, "Multi-line strings").
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;
        Position = end + 3;
        return text[begin..end];
    }

    private char ReadEscape()
    {
        var start = Position++;
        var escape = Current;
        Position++;
        return escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => ReadUnicode(start),
            _ => throw Fail($"\\{escape} is no escape; write \\\\ for a backslash", start),
        };
    }

    private char ReadUnicode(int start)
    {
        if (Position + 4 > text.Length
            || !ushort.TryParse(text.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Fail("\\u needs four hexadecimal digits", start);
        }

        Position += 4;
        return (char)code;
    }
}
