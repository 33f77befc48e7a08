using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// A configuration with its fallbacks: a key is looked up here first, objects of both merge. Immutable and thread-safe.
/// </summary>
public partial class Config
{
    private readonly Lazy<HoconValue> _merged;

    public Config()
        : this(new HoconRoot())
    {
    }

    public Config(HoconRoot root)
        : this(root.Value, null, root.Substitutions)
    {
    }

    public Config(Config source, Config? fallback)
        : this(source._own, source.Fallback is null ? fallback : source.Fallback.WithFallback(fallback!), source.Substitutions)
    {
    }

    private Config(HoconValue own, Config? fallback, IEnumerable<HoconSubstitution> substitutions)
    {
        _own = own;
        Fallback = fallback!;
        Substitutions = substitutions;
        _merged = new Lazy<HoconValue>(Merge);
    }

    private readonly HoconValue _own;

    /// <summary>The configuration without a key.</summary>
    public static Config Empty { get; } = new();

    /// <summary>Where keys are looked up that are missing here; <c>null</c> at the end of the chain.</summary>
    public Config Fallback { get; }

    public virtual bool IsEmpty => Root.IsEmpty;

    /// <summary>The object of all keys, fallbacks included.</summary>
    public virtual HoconValue Root => _merged.Value;

    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>This configuration with <paramref name="fallback"/> at the end of its chain; itself when that adds nothing.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (fallback is null || ReferenceEquals(fallback, this) || fallback.IsEmpty)
            return this;
        return IsEmpty ? fallback : Copy(fallback);
    }

    /// <summary>True when the path has a value other than null.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The object at the path as a configuration, or <c>null</c> when there is none.</summary>
    public virtual Config GetConfig(string path)
    {
        var value = Find(path);
        if (value is null)
            return null!;
        return value.IsObject()
            ? new Config(new HoconRoot(value))
            : throw new ConfigurationException($"Cannot read [{path}] as an object: its value is {value}.");
    }

    /// <summary>The value at the path, or <c>null</c>.</summary>
    public HoconValue GetValue(string path) => Find(path)!;

    /// <summary>The keys at the root with their values, fallbacks included.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        Root.GetObject() is { } root ? root.Items : Enumerable.Empty<KeyValuePair<string, HoconValue>>();

    /// <summary>HOCON that reads back as the same configuration.</summary>
    public override string ToString() => Root.ToString();

    /// <summary>Keys merged with the fallbacks, as HOCON when <paramref name="includeFallback"/>, else only this configuration's
    /// own.</summary>
    public string ToString(bool includeFallback) => includeFallback ? Root.ToString() : _own.ToString();

    protected Config Copy(Config? fallback = null)
    {
        var chain = Fallback is null ? fallback : fallback is null ? Fallback : Fallback.WithFallback(fallback);
        return new Config(_own, chain, Substitutions);
    }

    private HoconValue Merge()
    {
        if (Fallback is null || Fallback.Root.GetObject() is not { } below)
            return _own;
        return _own.GetObject() is { } own ? new HoconValue(own.WithFallback(below)) : Fallback.Root;
    }

    private HoconValue? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        HoconValue? value = Root;
        foreach (var key in HoconPath.Split(path))
        {
            value = value.GetChildObject(key);
            if (value is null)
                return null;
        }

        return value.IsNull() ? null : value;
    }
}
