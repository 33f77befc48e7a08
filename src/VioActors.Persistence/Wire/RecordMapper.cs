using System.Linq.Expressions;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Collections;
using VioActors.Domain.Common;

namespace VioActors.Persistence.Wire;

/// <summary>
/// Writes a record of the domain as a schema's message and reads it back: each constructor parameter is the field of the same name. The
/// code is generated once for a pair of types; a parameter without a field or a field without a parameter is refused then. Thread-safe.
/// </summary>
internal static class RecordMapper<TDomain, TWire>
    where TWire : class, IMessage<TWire>, new()
{
    private static readonly Lazy<Func<TDomain, TWire>> Writer = new(BuildWriter);
    private static readonly Lazy<Func<TWire, TDomain>> Reader = new(BuildReader);

    public static TWire Write(TDomain value) => Writer.Value(value);

    /// <exception cref="FormatException">A field is missing or out of its range.</exception>
    public static TDomain Read(TWire wire) => Reader.Value(wire);

    private static Func<TDomain, TWire> BuildWriter()
    {
        var value = Expression.Parameter(typeof(TDomain), "value");
        var wire = Expression.Variable(typeof(TWire), "wire");
        var body = new List<Expression> { Expression.Assign(wire, Expression.New(typeof(TWire))) };
        foreach (var field in FindFields())
        {
            var member = Expression.Property(value, field.Parameter.Name!);
            var target = Expression.Property(wire, field.Property);
            if (field.Item is { } item)
            {
                var add = RecordLists.Writer(item, RecordLists.WireItem(field.Property.PropertyType));
                body.Add(Expression.Invoke(Expression.Constant(add), member, target));
                continue;
            }

            var present = field.IsNullableValue ? Expression.Property(member, "Value") : (Expression)member;
            var convert = Expression.Invoke(Expression.Constant(field.Conversion!.Write), present);
            var assign = Expression.Assign(target, convert);
            body.Add(field.IsNullable ? Expression.IfThen(Expression.NotEqual(member, Expression.Constant(null, member.Type)), assign)
                : assign);
        }

        body.Add(wire);
        return Expression.Lambda<Func<TDomain, TWire>>(Expression.Block([wire], body), value).Compile();
    }

    private static Func<TWire, TDomain> BuildReader()
    {
        var wire = Expression.Parameter(typeof(TWire), "wire");
        var arguments = FindFields().Select(field => ReadField(field, wire));
        return Expression.Lambda<Func<TWire, TDomain>>(Expression.New(FindConstructor(), arguments), wire).Compile();
    }

    private static Expression ReadField(RecordField field, ParameterExpression wire)
    {
        var source = Expression.Property(wire, field.Property);
        var type = field.Parameter.ParameterType;
        if (field.Item is { } item)
        {
            var read = RecordLists.Reader(item, RecordLists.WireItem(field.Property.PropertyType));
            return Expression.Invoke(Expression.Constant(read), source);
        }

        var convert = Expression.Convert(Expression.Invoke(Expression.Constant(field.Conversion!.Read), source), type);
        var isMessage = typeof(IMessage).IsAssignableFrom(field.Property.PropertyType);
        if (!field.IsNullable && !isMessage)
        {
            return convert;
        }

        var present = isMessage
            ? Expression.NotEqual(source, Expression.Constant(null, field.Property.PropertyType))
            : (Expression)Expression.Property(wire, $"Has{field.Property.Name}");
        var text = $"Field {field.Parameter.Name} of {typeof(TDomain).Name} is missing.";
        var absent = field.IsNullable
            ? Expression.Default(type)
            : (Expression)Expression.Throw(Expression.Constant(new FormatException(text)), type);
        return Expression.Condition(present, convert, absent);
    }

    private static List<RecordField> FindFields()
    {
        var context = new NullabilityInfoContext();
        var fields = FindConstructor().GetParameters().Select(parameter => RecordField.Of(typeof(TWire), parameter, context)).ToList();
        var described = new TWire().Descriptor.Fields.InDeclarationOrder().Count;
        return fields.Count == described
            ? fields
            : throw new InvalidOperationException($"The schema of {typeof(TDomain).Name} has {described} fields; the record has "
                + $"{fields.Count}.");
    }

    // The primary constructor of a record; the other one copies.
    private static ConstructorInfo FindConstructor() => typeof(TDomain).GetConstructors()
        .Where(constructor => constructor.GetParameters() is not [{ } only] || only.ParameterType != typeof(TDomain))
        .MaxBy(constructor => constructor.GetParameters().Length)
        ?? throw new InvalidOperationException($"{typeof(TDomain).Name} has no public constructor to read it with.");
}

/// <summary>A constructor parameter and its field.</summary>
/// <param name="Item">Item type of a list; null for a single value.</param>
/// <param name="Conversion">Null for a list.</param>
internal sealed record RecordField(
    ParameterInfo Parameter,
    PropertyInfo Property,
    Type? Item,
    bool IsNullable,
    bool IsNullableValue,
    WireConversion? Conversion)
{
    public static RecordField Of(Type wire, ParameterInfo parameter, NullabilityInfoContext context)
    {
        var property = wire.GetProperty(parameter.Name!)
            ?? throw new InvalidOperationException($"The schema of {parameter.Member.DeclaringType!.Name} has no field for "
                + $"{parameter.Name}.");
        var type = parameter.ParameterType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            return new RecordField(parameter, property, type.GetGenericArguments()[0], false, false, null);
        }

        var underlying = Nullable.GetUnderlyingType(type);
        var nullable = underlying is not null || (!type.IsValueType && context.Create(parameter).WriteState == NullabilityState.Nullable);
        var conversion = WireConversions.Find(underlying ?? type, property.PropertyType);
        return new RecordField(parameter, property, null, nullable, underlying is not null, conversion);
    }
}

/// <summary>Writes and reads repeated fields. Thread-safe.</summary>
internal static class RecordLists
{
    public static Type WireItem(Type repeated) => repeated.GetGenericArguments()[0];

    public static Delegate Writer(Type item, Type wireItem) => Make(nameof(MakeWriter), item, wireItem);

    public static Delegate Reader(Type item, Type wireItem) => Make(nameof(MakeReader), item, wireItem);

    private static Delegate Make(string maker, Type item, Type wireItem) => (Delegate)typeof(RecordLists)
        .GetMethod(maker, BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(item, wireItem)
        .Invoke(null, [WireConversions.Find(item, wireItem)])!;

    private static Action<ValueList<TItem>, RepeatedField<TWire>> MakeWriter<TItem, TWire>(WireConversion conversion)
    {
        var write = (Func<TItem, TWire>)conversion.Write;
        return (items, field) =>
        {
            field.Capacity = items.Count;
            foreach (var item in items.AsSpan())
            {
                field.Add(write(item));
            }
        };
    }

    private static Func<RepeatedField<TWire>, ValueList<TItem>> MakeReader<TItem, TWire>(WireConversion conversion)
    {
        var read = (Func<TWire, TItem>)conversion.Read;
        return field => field.Count == 0 ? ValueList<TItem>.Empty : field.Select(read).ToValueList();
    }
}
