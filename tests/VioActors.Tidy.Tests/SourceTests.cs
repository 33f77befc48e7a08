using System.Text.RegularExpressions;

namespace VioActors.Tidy.Tests;

/// <summary>How large files are and what does not stand in them.</summary>
public sealed class SourceTests
{
    private const int FileLinesMax = 500;
    private const int UsualFileLinesMax = 300;
    private const int LineCharsMax = 140;

    // Split, so that this file does not find itself.
    private static readonly string[] OpenEnds = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];
    private static readonly string[] Waiting = ["Thread" + ".Sleep", "Task" + ".Delay"];
    private static readonly string[] BannedNames = ["Helpers", "Managers", "Utils", "Models"];

    [Fact]
    public void There_are_sources_to_look_at()
    {
        Assert.Contains("tests/VioActors.Tidy.Tests/SourceTests.cs", Repository.Sources);
        Assert.DoesNotContain(Repository.Sources, s => s.Contains("/obj/"));
    }

    [Fact]
    public void No_file_is_too_long() =>
        Verdict.None(Repository.Sources.Where(s => Repository.Lines(s).Length > FileLinesMax));

    [Fact]
    public void Nine_of_ten_files_are_short()
    {
        var longOnes = Repository.Sources.Count(s => Repository.Lines(s).Length > UsualFileLinesMax);

        Assert.InRange(longOnes, 0, Repository.Sources.Count / 10);
    }

    [Fact]
    public void No_line_is_too_long() => Verdict.None(Found(line => line.Length > LineCharsMax));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Verdict.None(Found(line => OpenEnds.Any(word => Regex.IsMatch(line, $@"\b{word}\b"))));

    [Fact]
    public void There_is_no_conditional_compilation() =>
        Verdict.None(Found(line => line.TrimStart().StartsWith("#" + "if", StringComparison.Ordinal)));

    [Fact]
    public void Tests_do_not_wait_for_time_to_pass() =>
        Verdict.None(Found(line => Waiting.Any(line.Contains), s => s.StartsWith("tests/", StringComparison.Ordinal)));

    [Fact]
    public void Files_are_named_for_what_they_are()
    {
        var wrong = Repository.Sources.Where(s => BannedNames.Any(n => Path.GetFileNameWithoutExtension(s).Contains(n)));

        Verdict.None(wrong);
    }

    private static IEnumerable<string> Found(Func<string, bool> isWrong, Func<string, bool>? where = null) =>
        from source in Repository.Sources
        where @where is null || @where(source)
        from numbered in Repository.Lines(source).Select((line, i) => (Line: line, Number: i + 1))
        where isWrong(numbered.Line)
        select $"{source}:{numbered.Number}: {numbered.Line.Trim()}";
}
