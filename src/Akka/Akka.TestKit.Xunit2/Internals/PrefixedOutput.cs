using System.Globalization;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Puts a prefix before each line. As thread-safe as what it prints to.</summary>
internal sealed class PrefixedOutput(ITestOutputHelper output, string prefix) : ITestOutputHelper
{
    public void WriteLine(string message) => output.WriteLine(prefix + message);

    public void WriteLine(string format, params object[] args) =>
        output.WriteLine(prefix + string.Format(CultureInfo.InvariantCulture, format, args));
}
