using Xunit.Abstractions;
using Xunit.Sdk;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>A fact that is skipped in classes whose server is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Akka.Persistence.Tests.Fixtures.ContractFactDiscoverer", "Akka.Persistence.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>A theory that is skipped in classes whose server is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Akka.Persistence.Tests.Fixtures.ContractTheoryDiscoverer", "Akka.Persistence.Tests")]
public sealed class ContractTheoryAttribute : TheoryAttribute;

public sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        MissingServer.SkippedCases(DiagnosticMessageSink, options, method) ?? base.Discover(options, method, fact);
}

public sealed class ContractTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo theory) =>
        MissingServer.SkippedCases(DiagnosticMessageSink, options, method) ?? base.Discover(options, method, theory);
}

internal static class MissingServer
{
    public static IXunitTestCase[]? SkippedCases(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method) =>
        method.TestClass.Class.Name.Contains(".PostgreSql.", StringComparison.Ordinal) && PostgreSql.PostgreSqlServer.Binaries is null
            ? [new SkippedTestCase(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)]
            : null;
}

public sealed class SkippedTestCase : XunitTestCase
{
    [Obsolete("For deserialization only.")]
    public SkippedTestCase()
    {
    }

    public SkippedTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        "PostgreSQL is not installed (Debian: apt-get install postgresql).";
}
