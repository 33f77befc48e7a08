using System.Globalization;
using System.Net;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using VioActors.Domain.Values;

namespace VioActors.Actors.Settings;

/// <summary>
/// Reads values from one configuration block, checks their ranges and collects every fault instead of stopping at the first.
/// </summary>
internal sealed class SettingsReader
{
    private readonly Config _config;
    private readonly string _prefix;
    private readonly List<string> _faults;

    public SettingsReader(Config config, string prefix)
        : this(config, prefix, [])
    {
    }

    private SettingsReader(Config config, string prefix, List<string> faults)
    {
        _config = config;
        _prefix = prefix;
        _faults = faults;
    }

    public string Text(string key, int lengthMin, int lengthMax)
    {
        var text = Value(key, "text", config => config.GetString(key)) ?? "";
        if (text.Length < lengthMin || text.Length > lengthMax)
            Fault(key, $"is '{text}'", lengthMin == lengthMax ? $"{lengthMin} characters" : $"{lengthMin} to {lengthMax} characters");
        return text;
    }

    /// <summary>A path, made absolute; the text is given back as it is when it names no place.</summary>
    public string Folder(string key)
    {
        var text = Text(key, 1, 4096);
        if (text.Contains('\0', StringComparison.Ordinal))
            Fault(key, "holds a zero character", "a path");
        return text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? text : Path.GetFullPath(text);
    }

    /// <summary>Text by the rule of a domain value.</summary>
    public string Named<T>(string key)
        where T : ITextValue<T>
    {
        var text = Value(key, "text", config => config.GetString(key)) ?? "";
        if (!T.TryParse(text, out _, out var problem))
            Fault(key, $"is '{text}'", problem.TrimEnd('.'));
        return text;
    }

    /// <summary>A value of an enumeration, written in words with dashes: <c>fibre-channel</c>.</summary>
    public T Choice<T>(string key, T except)
        where T : struct, Enum
    {
        var text = Value(key, "text", config => config.GetString(key)) ?? "";
        var choices = Enum.GetValues<T>().Where(value => !value.Equals(except)).ToDictionary(Word);
        if (choices.TryGetValue(text, out var choice))
            return choice;
        Fault(key, $"is '{text}'", string.Join(", ", choices.Keys));
        return except;
    }

    /// <summary>Names an entry which occurs twice among those that must differ.</summary>
    public void Distinct(string key, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            Fault(key, $"has '{twice.Key}' more than once", "each name once");
    }

    public IReadOnlyList<string> Texts(string key, int countMin, int countMax)
    {
        IReadOnlyList<string> texts = [.. Value(key, "a list", config => config.GetStringList(key)) ?? []];
        if (texts.Count < countMin || texts.Count > countMax)
            Fault(key, $"has {texts.Count} entries", $"{countMin} to {countMax}");
        return texts;
    }

    /// <summary>Addresses with ports, <c>127.0.0.1:7700</c>.</summary>
    public IReadOnlyList<string> Endpoints(string key, int countMin, int countMax)
    {
        var texts = Texts(key, countMin, countMax);
        foreach (var text in texts)
        {
            if (!IPEndPoint.TryParse(text, out _) || !text.Contains(':', StringComparison.Ordinal))
                Fault(key, $"has '{text}'", "addresses with a port, e.g. 127.0.0.1:7700");
        }

        return texts;
    }

    public IReadOnlyList<SettingsReader> Items(string key, int countMin, int countMax)
    {
        var items = Value(key, "a list of blocks", config => config.GetValue(key).GetArray()) ?? [];
        if (items.Count < countMin || items.Count > countMax)
            Fault(key, $"has {items.Count} entries", $"{countMin} to {countMax}");
        return [.. items.Select((item, index) =>
            new SettingsReader(new Config(new HoconRoot(item)), $"{_prefix}.{key}[{index}]", _faults))];
    }

    public long Integer(string key, long min, long max)
    {
        var number = Value(key, "a whole number", config => config.GetLong(key));
        if (number < min || number > max)
            Fault(key, $"is {number.ToString(CultureInfo.InvariantCulture)}", $"{min} to {max}");
        return number;
    }

    public bool Switch(string key) => Value(key, "on or off", config => config.GetBoolean(key));

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        var duration = Value(key, "a duration such as 5s", config => config.GetTimeSpan(key));
        if (duration < min || duration > max)
            Fault(key, $"is {duration}", $"{min} to {max}");
        return duration;
    }

    public long Size(string key, long minBytes, long maxBytes)
    {
        var size = Value(key, "a size such as 10GiB", config => config.GetByteSize(key)) ?? 0;
        if (size < minBytes || size > maxBytes)
            Fault(key, $"is {size} bytes", $"{minBytes} to {maxBytes} bytes");
        return size;
    }

    /// <summary>As <see cref="Size"/>; a power of two.</summary>
    public long PowerOfTwo(string key, long minBytes, long maxBytes)
    {
        var size = Size(key, minBytes, maxBytes);
        if (!long.IsPow2(size))
            Fault(key, $"is {size} bytes", $"a power of two, {minBytes} to {maxBytes} bytes");
        return size;
    }

    /// <summary>Names a fault that only the values together show.</summary>
    public void Check(string key, bool isGood, string found, string allowed)
    {
        if (!isGood)
            Fault(key, found, allowed);
    }

    public void ThrowOnFaults()
    {
        if (_faults.Count > 0)
            throw new SettingsException(_faults);
    }

    private T? Value<T>(string key, string expected, Func<Config, T> read)
    {
        if (!_config.HasPath(key))
        {
            _faults.Add($"{_prefix}.{key} is missing: expected {expected}.");
            return default;
        }

        try
        {
            return read(_config);
        }
        catch (Exception cause) when (cause is FormatException or ConfigurationException or InvalidCastException or OverflowException)
        {
            _faults.Add($"{_prefix}.{key} cannot be read: expected {expected} ({cause.Message}).");
            return default;
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, index) =>
            char.IsUpper(c) ? (index == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private void Fault(string key, string found, string allowed)
    {
        // A value that could not be read at all has been named already.
        if (!_faults.Exists(fault => fault.StartsWith($"{_prefix}.{key} ", StringComparison.Ordinal)))
            _faults.Add($"{_prefix}.{key} {found}: allowed is {allowed}.");
    }
}
