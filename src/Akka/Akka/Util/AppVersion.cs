using System.Globalization;
using System.Reflection;

namespace Akka.Util;

/// <summary>
/// The version of an application as text with an order: numbers between dots first, then a suffix after '-' (which makes it older than
/// the same numbers alone, as in Semantic Versioning 2.0.0 clause 11), what follows '+' is ignored. Immutable and thread-safe.
/// </summary>
public class AppVersion : IComparable<AppVersion>, IEquatable<AppVersion>
{
    private const int LengthMax = 255;

    private readonly long[] _numbers;
    private readonly string _suffix;

    private AppVersion(string version, long[] numbers, string suffix)
    {
        Version = version;
        _numbers = numbers;
        _suffix = suffix;
    }

    /// <summary>The version of an application that has none.</summary>
    public static readonly AppVersion AppVersionZero = new("0.0.0", [0, 0, 0], "");

    /// <summary>The text.</summary>
    public string Version { get; }

    /// <summary>
    /// Reads <paramref name="version"/>; <c>assembly-version</c> means that of the process's first assembly. Throws
    /// <see cref="ArgumentException"/> for an empty text or one longer than 255 characters.
    /// </summary>
    public static AppVersion Create(string version)
    {
        if (string.IsNullOrWhiteSpace(version) || version.Length > LengthMax)
            throw new ArgumentException($"An application version has 1 to {LengthMax} characters.", nameof(version));
        if (version == "assembly-version")
            version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "0.0.0";
        var core = version.Split('+')[0];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var head = dash < 0 ? core : core[..dash];
        var numbers = new List<long>();
        foreach (var part in head.Split('.'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return new AppVersion(version, [.. numbers], core[Math.Min(core.Length, Consumed(numbers, head))..]);
            numbers.Add(number);
        }

        return new AppVersion(version, [.. numbers], dash < 0 ? "" : core[(dash + 1)..]);
    }

    /// <summary>Compares the order.</summary>
    public static bool operator ==(AppVersion? left, AppVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares the order.</summary>
    public static bool operator !=(AppVersion? left, AppVersion? right) => !(left == right);

    /// <inheritdoc />
    public int CompareTo(AppVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
        {
            var order = _numbers.ElementAtOrDefault(i).CompareTo(other._numbers.ElementAtOrDefault(i));
            if (order != 0)
                return order;
        }

        if (_suffix.Length == 0 || other._suffix.Length == 0)
            return other._suffix.Length.CompareTo(_suffix.Length);
        return string.CompareOrdinal(_suffix, other._suffix);
    }

    /// <inheritdoc />
    public bool Equals(AppVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as AppVersion);

    /// <inheritdoc />
    public override int GetHashCode() =>
        _numbers.Reverse().SkipWhile(number => number == 0)
            .Aggregate(_suffix.GetHashCode(StringComparison.Ordinal), HashCode.Combine);

    /// <inheritdoc />
    public override string ToString() => Version;

    private static int Consumed(List<long> numbers, string head)
    {
        var position = 0;
        for (var i = 0; i < numbers.Count; i++)
            position = head.IndexOf('.', position) + 1;
        return position;
    }
}
