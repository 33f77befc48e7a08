using System.Globalization;
using Xunit;
using Xunit.Sdk;

namespace Akka.TestKit.Xunit2;

/// <summary>Assertions that fail tests of xunit. Thread-safe.</summary>
public class XunitAssertions : ITestKitAssertions
{
    /// <inheritdoc />
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    /// <inheritdoc />
    public void AssertTrue(bool condition, string format = "", params object[] args) => Assert.True(condition, Text(format, args));

    /// <inheritdoc />
    public void AssertFalse(bool condition, string format = "", params object[] args) => Assert.False(condition, Text(format, args));

    /// <inheritdoc />
    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args) =>
        AssertEqual(expected, actual, EqualityComparer<T>.Default.Equals, format, args);

    /// <inheritdoc />
    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual))
            throw EqualException.ForMismatchedValues(expected, actual, Text(format, args));
    }

    private static string Text(string format, object[] args) =>
        args is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, format, args) : format;
}
