namespace VioActors.Tidy.Tests;

/// <summary>Fails with all offenders, one a line: they are fixed in one go.</summary>
internal static class Verdict
{
    internal static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }
}
