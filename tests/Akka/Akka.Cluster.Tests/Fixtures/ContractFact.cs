using Akka.Persistence.Tests.PostgreSql;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Akka.Cluster.Tests.Fixtures;

/// <summary>A fact that is skipped in classes whose server is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Akka.Cluster.Tests.Fixtures.ContractFactDiscoverer", "Akka.Cluster.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

public sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact)
    {
        var missing = method.TestClass.Class.Name.Contains("PostgreSql", StringComparison.Ordinal) && PostgreSqlServer.Binaries is null;
        return missing
            ? [new SkippedTestCase(DiagnosticMessageSink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(),
                method)]
            : base.Discover(options, method, fact);
    }
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
