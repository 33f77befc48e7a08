namespace VioActors.Api.Xml;

/// <summary>Element name of a record.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class XmlNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
