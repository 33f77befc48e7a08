using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Xml;
using System.Xml.Linq;
using VioActors.Api.Messages;

namespace VioActors.Api.Xml;

/// <summary>
/// Records as elements: a constructor parameter is the attribute of its name, or child elements for records and lists of them. Which
/// records there are is fixed by this assembly; nothing that a document says is made into a type. Thread-safe.
/// </summary>
internal static class RecordXml
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Shapes = new();

    /// <summary>Straight to the writer: the comprehensive view of a large machine has a hundred thousand records.</summary>
    public static void Write(XmlWriter writer, object record)
    {
        var shape = ShapeOf(record.GetType());
        writer.WriteStartElement(shape.Name, VioXml.Namespace);
        foreach (var field in shape.Attributes)
        {
            if (field.Read(record) is { } value)
            {
                writer.WriteAttributeString(field.Name, ScalarText.Write(value));
            }
        }

        foreach (var field in shape.Children)
        {
            switch (field.Read(record))
            {
                case null:
                    break;
                case IEnumerable items:
                    foreach (var item in items)
                    {
                        Write(writer, item);
                    }

                    break;
                case var child:
                    Write(writer, child);
                    break;
            }
        }

        writer.WriteEndElement();
    }

    /// <param name="type">A record of this assembly.</param>
    /// <param name="element">Valid by the schema.</param>
    public static object Read(Type type, XElement element)
    {
        var shape = ShapeOf(type);
        return shape.Make([.. shape.Fields.Select(field => Read(field, element))]);
    }

    private static object? Read(RecordField field, XElement element)
    {
        if (field.Item is { } item)
        {
            var choices = ChoicesOf(item);
            var found = element.Elements().Where(child => choices.ContainsKey(child.Name.LocalName)).ToList();
            var list = Array.CreateInstance(item, found.Count);
            for (var index = 0; index < found.Count; index++)
            {
                list.SetValue(Read(choices[found[index].Name.LocalName], found[index]), index);
            }

            return list;
        }

        if (field.IsScalar)
        {
            return element.Attribute(field.Name)?.Value is { } text ? ScalarText.Read(field.Type, text) : null;
        }

        var known = ChoicesOf(field.Type);
        var only = element.Elements().FirstOrDefault(child => known.ContainsKey(child.Name.LocalName));
        return only is null ? null : Read(known[only.Name.LocalName], only);
    }

    /// <summary>The records that may stand for a type, by their element.</summary>
    private static Dictionary<string, Type> ChoicesOf(Type type) => ShapeOf(type).Choices;

    private static RecordShape ShapeOf(Type type) => Shapes.GetOrAdd(type, RecordShape.Of);
}

/// <summary>How a record is written. Immutable.</summary>
/// <param name="Name">Element; empty for an abstract record.</param>
internal sealed record RecordShape(
    string Name,
    IReadOnlyList<RecordField> Fields,
    Func<object?[], object> Make,
    Dictionary<string, Type> Choices)
{
    public IReadOnlyList<RecordField> Attributes { get; } = [.. Fields.Where(field => field.IsScalar)];

    public IReadOnlyList<RecordField> Children { get; } = [.. Fields.Where(field => !field.IsScalar)];

    public static RecordShape Of(Type type)
    {
        var name = type.GetCustomAttribute<XmlNameAttribute>()?.Name ?? string.Empty;
        var choices = type.Assembly.GetTypes()
            .Where(candidate => candidate is { IsAbstract: false } && type.IsAssignableFrom(candidate))
            .ToDictionary(candidate => candidate.GetCustomAttribute<XmlNameAttribute>()!.Name, StringComparer.Ordinal);
        if (type.IsAbstract)
        {
            return new RecordShape(name, [], _ => throw new InvalidOperationException($"{type.Name} is abstract."), choices);
        }

        var constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length)!;
        var fields = constructor.GetParameters().Select(parameter => RecordField.Of(type, parameter)).ToList();
        return new RecordShape(name, fields, constructor.Invoke, choices);
    }
}

/// <summary>One attribute or list of a record. Immutable.</summary>
/// <param name="Item">Type of the items of a list; null for a single value.</param>
internal sealed record RecordField(string Name, Type Type, Type? Item, bool IsScalar, Func<object, object?> Read)
{
    public static RecordField Of(Type record, ParameterInfo parameter)
    {
        var property = record.GetProperty(parameter.Name!)!;
        var declared = parameter.ParameterType;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        return new RecordField(
            ScalarText.CamelCase(parameter.Name!),
            type,
            isList ? type.GetGenericArguments()[0] : null,
            type == typeof(string) || type.IsValueType,
            ReaderOf(record, property));
    }

    private static Func<object, object?> ReaderOf(Type record, PropertyInfo property)
    {
        var thing = Expression.Parameter(typeof(object), "thing");
        var value = Expression.Property(Expression.Convert(thing, record), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), thing).Compile();
    }
}
