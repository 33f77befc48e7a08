namespace Akka.Configuration.Hocon;

/// <summary>A scalar. Everything scalar is kept as text and read as a number, flag or unit when asked.</summary>
public class HoconLiteral : IHoconElement
{
    public HoconLiteral()
    {
    }

    public HoconLiteral(string? value) => Value = value!;

    /// <summary>The text; <c>null</c> is the HOCON literal null.</summary>
    public string Value { get; set; } = null!;

    public bool IsString() => true;

    public string GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => [];

    public override string ToString() => Value ?? "null";
}
