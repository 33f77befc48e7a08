namespace VioActors.Tidy.Tests;

/// <summary>Which project may know which.</summary>
public sealed class ProjectArrowTests
{
    private static readonly string[] All =
        ["Api", "Domain", "Storage", "Scsi", "Iscsi", "Persistence", "Actors", "Management", "Pbm"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Api"] = [],
        ["Domain"] = [],
        ["Storage"] = [],
        ["Scsi"] = [],
        ["Iscsi"] = ["Scsi"],
        ["Persistence"] = ["Domain"],
        ["Actors"] = ["Domain", "Storage", "Scsi", "Persistence"],
        ["Management"] = ["Api", "Actors", "Domain"],
        ["Pbm"] = ["Api", "Actors", "Domain"],
        ["Node"] = All,
    };

    private static readonly string[] WithoutEngine = ["Api", "Domain", "Storage", "Scsi", "Iscsi"];

    [Fact]
    public void Product_projects_know_only_what_the_architecture_allows()
    {
        var wrong =
            from project in Product()
            let own = ShortName(project)
            from target in ProjectReferences(project)
            where !Allowed.TryGetValue(own, out var allowed) || !allowed.Contains(ShortName(target))
            select $"{project} → {target}";

        Verdict.None(wrong);
    }

    [Fact]
    public void The_pure_projects_do_not_know_the_engine()
    {
        var wrong =
            from project in Product()
            where WithoutEngine.Contains(ShortName(project)) && References(project, "EngineReference").Any()
            select project;

        Verdict.None(wrong);
    }

    [Fact]
    public void The_engine_does_not_know_the_product()
    {
        var engine = Repository.Projects.Where(p => p.StartsWith("src/Akka/", StringComparison.Ordinal)).ToArray();
        var wrong = engine.SelectMany(p =>
            References(p, "ProjectReference").Where(t => t.Contains("VioActors")).Select(t => $"{p} → {t}"));

        Assert.NotEmpty(engine);
        Verdict.None(wrong);
    }

    [Fact]
    public void No_source_of_the_engine_names_the_product()
    {
        var wrong = Repository.Sources
            .Where(s => s.StartsWith("src/Akka/", StringComparison.Ordinal))
            .Where(s => Repository.Lines(s).Any(l => l.Contains("using VioActors") || l.Contains("namespace VioActors")));

        Verdict.None(wrong);
    }

    [Fact]
    public void The_product_reaches_the_engine_through_the_switch_only()
    {
        var wrong =
            from project in Repository.Projects
            where !project.StartsWith("src/Akka/", StringComparison.Ordinal)
            from target in References(project, "ProjectReference").Concat(References(project, "PackageReference"))
            where target.Contains("/Akka/") || target.StartsWith("Akka") || target.StartsWith("Petabridge")
            select $"{project} → {target}: use EngineReference";

        Verdict.None(wrong);
    }

    private static IEnumerable<string> Product() =>
        Repository.Projects.Where(p => p.StartsWith("src/VioActors.", StringComparison.Ordinal));

    private static IEnumerable<string> ProjectReferences(string project) =>
        References(project, "ProjectReference").Where(t => Path.GetFileName(t).StartsWith("VioActors.", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project, string kind) => Repository.Xml(project)
        .Descendants(kind)
        .Select(r => ((string?)r.Attribute("Include") ?? "").Replace('\\', '/'));

    private static string ShortName(string project) => Path.GetFileName(project).Replace("VioActors.", "").Replace(".csproj", "");
}
