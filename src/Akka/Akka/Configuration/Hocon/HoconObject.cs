using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys and values, in the order of the text. Not thread-safe while it is being changed.</summary>
public class HoconObject : IHoconElement
{
    public HoconObject()
        : this([])
    {
    }

    public HoconObject(Dictionary<string, HoconValue> items) => Items = items;

    public Dictionary<string, HoconValue> Items { get; }

    /// <summary>The keys with plain values: nested dictionaries, lists and strings.</summary>
    public IDictionary<string, object?> Unwrapped =>
        Items.ToDictionary(pair => pair.Key, pair => pair.Value.Unwrap());

    public bool IsString() => false;

    public string GetString() => null!;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => [];

    /// <summary>The value of a key of this object (not a path), or <c>null</c>.</summary>
    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key)!;

    public HoconValue GetOrCreateKey(string key)
    {
        if (Items.TryGetValue(key, out var existing))
            return existing;
        var created = new HoconValue();
        Items[key] = created;
        return created;
    }

    /// <summary>Puts the keys of <paramref name="other"/> over this object's: objects merge, anything else replaces.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
            Items[key] = Items.TryGetValue(key, out var mine) ? Combined(value, mine) : value;
    }

    /// <summary>A new object: this one with <paramref name="fallback"/> behind it.</summary>
    public HoconObject WithFallback(HoconObject fallback)
    {
        var merged = new HoconObject(new Dictionary<string, HoconValue>(fallback.Items));
        merged.Merge(this);
        return merged;
    }

    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (var (key, value) in Items)
            text.Append(text.Length > 1 ? "," : string.Empty).Append(HoconText.Quoted(key)).Append(':').Append(value);
        return text.Append('}').ToString();
    }

    private static HoconValue Combined(HoconValue top, HoconValue below) =>
        top.IsObject() && below.IsObject() ? new HoconValue(top.GetObject().WithFallback(below.GetObject())) : top;
}
