namespace Akka.Configuration.Hocon;

/// <summary>An array of values, in the order of the text.</summary>
public class HoconArray : List<HoconValue>, IHoconElement
{
    public HoconArray()
    {
    }

    public HoconArray(IEnumerable<HoconValue> items)
        : base(items)
    {
    }

    public bool IsString() => false;

    public string GetString() => null!;

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => "[" + string.Join(",", this) + "]";
}
