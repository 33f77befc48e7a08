using System.Text.RegularExpressions;

namespace VioActors.Interop.Tests.Compliance;

/// <summary>
/// What iscsi-test-cu -v said about each test. A skip counts as passed in the tool's own sum: only a line "[SKIPPED]" between the test's
/// name and its verdict tells. Such a line after the verdict belongs to the cleaning up between tests.
/// </summary>
internal sealed partial class ComplianceReport
{
    private ComplianceReport(IReadOnlyDictionary<string, TestVerdict> tests) => Tests = tests;

    public IReadOnlyDictionary<string, TestVerdict> Tests { get; }

    public static ComplianceReport Parse(string output)
    {
        var tests = new Dictionary<string, TestVerdict>();
        foreach (var match in TestSection().Matches(output).Cast<Match>())
            tests.Add(match.Groups["name"].Value, VerdictOf(match.Groups["body"].Value));
        return new ComplianceReport(tests);
    }

    public IEnumerable<string> WithVerdict(TestVerdict verdict) => Tests.Where(test => test.Value == verdict).Select(test => test.Key);

    private static TestVerdict VerdictOf(string body)
    {
        var verdict = VerdictWord().Match(body);
        if (!verdict.Success || verdict.Value == "FAILED")
            return TestVerdict.Failed;
        return body[..verdict.Index].Contains("[SKIPPED]", StringComparison.Ordinal) ? TestVerdict.Skipped : TestVerdict.Passed;
    }

    [GeneratedRegex(
        @"^\s+Test: (?<name>\S+) \.\.\.(?<body>.*?)(?=^\s+Test: |^Suite: |^Run Summary|\z)",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TestSection();

    [GeneratedRegex("(?<=^|\\A)(passed|FAILED)", RegexOptions.Multiline)]
    private static partial Regex VerdictWord();
}

/// <summary>How a test of the suite ended; one that never ended counts as failed.</summary>
internal enum TestVerdict
{
    Passed,
    Skipped,
    Failed,
}
