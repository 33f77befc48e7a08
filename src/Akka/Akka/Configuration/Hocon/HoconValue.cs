using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>
/// A value of a configuration. Its pieces concatenate: texts to a text, arrays to an array, objects merge.
/// A parsed value has one piece. Safe for concurrent readers once it is no longer changed.
/// </summary>
public class HoconValue : IMightBeAHoconObject
{
    public HoconValue()
    {
    }

    public HoconValue(IHoconElement element) => Values.Add(element);

    public HoconValue(List<IHoconElement> values) => Values.AddRange(values);

    public List<IHoconElement> Values { get; } = [];

    public bool IsEmpty => Values.Count == 0 || (Values.Count == 1 && Values[0] is HoconObject { Items.Count: 0 });

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void Clear() => Values.Clear();

    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    public bool IsString() => Values.Count > 0 && Values.TrueForAll(element => element.IsString());

    public bool IsArray() => Values.Count > 0 && Values.TrueForAll(element => element.IsArray());

    public bool IsObject() => GetObject() is not null;

    public HoconObject GetObject()
    {
        if (Values.Count == 1)
            return ObjectOf(Values[0])!;
        HoconObject? merged = null;
        foreach (var found in Values.Select(ObjectOf).OfType<HoconObject>())
        {
            merged ??= new HoconObject();
            merged.Merge(found);
        }

        return merged!;
    }

    /// <summary>The value of one key of this object, or <c>null</c>.</summary>
    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key)!;

    /// <summary>The text, or <c>null</c> for null, objects and arrays.</summary>
    public string GetString()
    {
        if (!IsString())
            return null!;
        return Values.Count == 1 ? Values[0].GetString() : string.Concat(Values.Select(element => element.GetString()));
    }

    public IList<HoconValue> GetArray() =>
        Values.Count == 1 ? Values[0].GetArray() : [.. Values.SelectMany(element => element.GetArray())];

    /// <exception cref="ConfigurationException">The text is none of on, off, true, false, yes, no.</exception>
    public bool GetBoolean() => HoconUnits.ParseBoolean(Scalar("a flag (on or off)"));

    public int GetInt() => Number(text => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture), "a 32-bit integer");

    public long GetLong() => Number(text => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture), "a 64-bit integer");

    public byte GetByte() =>
        Number(text => byte.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture), "an integer of 0 to 255");

    public float GetFloat() => Number(text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), "a number");

    public double GetDouble() => Number(text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), "a number");

    public decimal GetDecimal() => Number(text => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), "a number");

    /// <summary>A duration; without a unit the number counts milliseconds. <c>infinite</c> is
    /// <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan GetTimeSpan(bool allowInfinite = true) =>
        HoconUnits.ParseDuration(Scalar("a duration"), allowInfinite);

    /// <summary>A size in bytes; without a unit the number counts bytes.</summary>
    public long? GetByteSize() => HoconUnits.ParseSize(Scalar("a size"));

    public IList<bool> GetBooleanList() => List(value => value.GetBoolean());

    public IList<int> GetIntList() => List(value => value.GetInt());

    public IList<long> GetLongList() => List(value => value.GetLong());

    public IList<byte> GetByteList() => List(value => value.GetByte());

    public IList<float> GetFloatList() => List(value => value.GetFloat());

    public IList<double> GetDoubleList() => List(value => value.GetDouble());

    public IList<decimal> GetDecimalList() => List(value => value.GetDecimal());

    public IList<string> GetStringList() => List(value => value.GetString());

    public override string ToString()
    {
        if (IsString())
            return GetString() is { } text ? HoconText.Quoted(text) : "null";
        if (GetObject() is { } nested)
            return nested.ToString();
        return IsArray() ? "[" + string.Join(",", GetArray()) + "]" : string.Empty;
    }

    internal object? Unwrap()
    {
        if (GetObject() is { } nested)
            return nested.Unwrapped;
        return IsArray() ? GetArray().Select(value => value.Unwrap()).ToList() : GetString();
    }

    internal bool IsNull() => Values.Count == 1 && Values[0] is HoconLiteral { Value: null };

    private static HoconObject? ObjectOf(IHoconElement element) => element switch
    {
        HoconObject nested => nested,
        HoconSubstitution { ResolvedValue: { } resolved } => resolved.GetObject(),
        _ => null,
    };

    private string Scalar(string wanted) =>
        GetString() ?? throw new ConfigurationException($"{wanted} is wanted, but the value is {Kind()}");

    private string Kind() => IsObject() ? "an object" : IsArray() ? "an array" : "null";

    private List<T> List<T>(Func<HoconValue, T> read) => GetArray().Select(read).ToList();

    private T Number<T>(Func<string, T> parse, string wanted)
    {
        var text = Scalar(wanted).Trim();
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ConfigurationException($"[{text}] is not {wanted}", e);
        }
    }
}
