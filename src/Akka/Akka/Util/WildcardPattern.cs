namespace Akka.Util;

/// <summary>Matches a path element with <c>*</c> (any run of characters) and <c>?</c> (one character).</summary>
internal static class WildcardPattern
{
    /// <summary>Whether <paramref name="pattern"/> contains a wildcard.</summary>
    public static bool IsPattern(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>
    /// Whether all of <paramref name="text"/> is matched. Linear space, no regular expression: the pattern may come from a peer.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*')))
            {
                p++;
                t++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
