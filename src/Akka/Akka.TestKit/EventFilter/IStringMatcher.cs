namespace Akka.TestKit;

/// <summary>A condition on a text. Thread-safe.</summary>
public interface IStringMatcher
{
    /// <summary>Whether <paramref name="s"/> fits.</summary>
    bool IsMatch(string s);
}
