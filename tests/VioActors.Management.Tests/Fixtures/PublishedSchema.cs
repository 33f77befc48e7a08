using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace VioActors.Management.Tests.Fixtures;

/// <summary>The schema as it is published in docs, read by the tests on their own.</summary>
internal static class PublishedSchema
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var set = new XmlSchemaSet();
        using var reader = XmlReader.Create(Path());
        set.Add(null, reader);
        set.Compile();
        return set;
    });

    public static string Text => File.ReadAllText(Path());

    public static void AssertValid(XDocument document)
    {
        var problems = new List<string>();
        lock (Schemas)
        {
            document.Validate(Schemas.Value, (_, problem) => problems.Add(problem.Message));
        }

        Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\n{document}");
        Assert.Equal("urn:vioactors:vios-api:1", document.Root!.Name.NamespaceName);
    }

    private static string Path([CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../../docs/vios-api-1.xsd");
}
