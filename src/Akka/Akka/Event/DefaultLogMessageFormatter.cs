namespace Akka.Event;

/// <summary>
/// Formats templates of both kinds: positional holes, <c>{0,8:F2}</c>, and named holes, <c>{Lba}</c> or <c>{@Lba}</c>, which take the
/// arguments in the order in which the names first appear. Thread-safe.
/// </summary>
public sealed class DefaultLogMessageFormatter : ILogMessageFormatter
{
    /// <summary>The only instance needed.</summary>
    public static readonly DefaultLogMessageFormatter Instance = new();

    /// <inheritdoc />
    public string Format(string format, params object?[] args) =>
        format is null ? string.Empty : LogTemplate.Render(format, args ?? []);

    /// <inheritdoc />
    public string Format(string format, IEnumerable<object?> args) => Format(format, args.ToArray());
}
