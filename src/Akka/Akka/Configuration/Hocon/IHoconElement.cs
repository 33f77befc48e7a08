namespace Akka.Configuration.Hocon;

/// <summary>One piece of a <see cref="HoconValue"/>: a literal, an array, an object or a resolved substitution.</summary>
public interface IHoconElement
{
    bool IsString();

    /// <summary>The text of a scalar; <c>null</c> for the HOCON literal null and for anything that is no scalar.</summary>
    string GetString();

    bool IsArray();

    /// <summary>The elements of an array; empty for anything else.</summary>
    IList<HoconValue> GetArray();
}
