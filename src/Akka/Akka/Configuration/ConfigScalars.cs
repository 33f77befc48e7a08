using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>One value at a path. Every reader throws <see cref="ConfigurationException"/> naming the path when the value has another
/// form.</summary>
public partial class Config
{
    public virtual bool GetBoolean(string path, bool @default = false) => Read(path, value => value.GetBoolean(), @default);

    /// <summary>Bytes; <c>null</c> when the path is missing.</summary>
    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    public virtual long? GetByteSize(string path, long? def = null) => Read(path, value => value.GetByteSize(), def);

    public virtual int GetInt(string path, int @default = 0) => Read(path, value => value.GetInt(), @default);

    public virtual long GetLong(string path, long @default = 0) => Read(path, value => value.GetLong(), @default);

    /// <summary>The text, or <paramref name="default"/> when the path is missing, null, an object or an array.</summary>
    public virtual string GetString(string path, string? @default = null) =>
        Read(path, value => value.GetString(), @default!) ?? @default!;

    public virtual float GetFloat(string path, float @default = 0) => Read(path, value => value.GetFloat(), @default);

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, value => value.GetDecimal(), @default);

    public virtual double GetDouble(string path, double @default = 0) => Read(path, value => value.GetDouble(), @default);

    /// <summary>
    /// A duration; a bare number counts milliseconds and <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.
    /// A missing path gives <paramref name="default"/>, or zero without one.
    /// </summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, value => value.GetTimeSpan(allowInfinite), @default.GetValueOrDefault());

    private T Read<T>(string path, Func<HoconValue, T> read, T missing)
    {
        if (Find(path) is not { } value)
            return missing;
        try
        {
            return read(value);
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"Cannot read the configuration key [{path}]: {e.Message}.", e);
        }
    }
}
