namespace Akka.TestKit;

/// <summary>
/// How the kit reports to the test framework. Every method throws the exception of the framework when the test has failed.
/// </summary>
public interface ITestKitAssertions
{
    /// <summary>Fails the test.</summary>
    void Fail(string format = "", params object[] args);

    /// <summary>Fails the test unless <paramref name="condition"/>.</summary>
    void AssertTrue(bool condition, string format = "", params object[] args);

    /// <summary>Fails the test if <paramref name="condition"/>.</summary>
    void AssertFalse(bool condition, string format = "", params object[] args);

    /// <summary>Fails the test unless both are equal.</summary>
    void AssertEqual<T>(T expected, T actual, string format = "", params object[] args);

    /// <summary>Fails the test unless both are equal in the eyes of <paramref name="comparer"/>.</summary>
    void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args);
}
