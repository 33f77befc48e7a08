namespace Akka.Configuration.Hocon;

/// <summary>A HOCON text that breaks the grammar or a bound of the parser. Lines and columns count from 1.</summary>
public sealed class HoconParserException : ConfigurationException
{
    public HoconParserException(string message, string source, int line, int column)
        : base($"{source}({line},{column}): {message}")
    {
        SourceName = source;
        Line = line;
        Column = column;
    }

    /// <summary>The file or resource, or <c>hocon</c> for a text without a name.</summary>
    public string SourceName { get; }

    public int Line { get; }

    public int Column { get; }
}
