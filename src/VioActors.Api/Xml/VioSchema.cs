using System.Xml;
using System.Xml.Schema;

namespace VioActors.Api.Xml;

/// <summary>The published schema of the API, <c>docs/vios-api-1.xsd</c>. Thread-safe.</summary>
public static class VioSchema
{
    private static readonly Lazy<string> Loaded = new(Load);
    private static readonly Lazy<XmlSchemaSet> Set = new(Compile);

    /// <summary>Its text.</summary>
    public static string Text => Loaded.Value;

    /// <summary>Compiled once and only read afterwards.</summary>
    internal static XmlSchemaSet Compiled => Set.Value;

    private static string Load()
    {
        using var stream = typeof(VioSchema).Assembly.GetManifestResourceStream("vios-api-1.xsd")
            ?? throw new InvalidOperationException("The schema vios-api-1.xsd is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static XmlSchemaSet Compile()
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(Text));
        set.Add(VioXml.Namespace, reader);
        set.Compile();
        return set;
    }
}
