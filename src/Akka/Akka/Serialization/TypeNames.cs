namespace Akka.Serialization;

/// <summary>Names of types as they are written to manifests: full name and short name of the assembly.</summary>
internal static class TypeNames
{
    public static string Of(Type type) => $"{FullNameOf(type)}, {type.Assembly.GetName().Name}";

    private static string FullNameOf(Type type)
    {
        if (!type.IsConstructedGenericType)
            return type.FullName ?? type.Name;
        var arguments = type.GetGenericArguments().Select(argument => $"[{Of(argument)}]");
        return $"{type.GetGenericTypeDefinition().FullName}[{string.Join(",", arguments)}]";
    }
}
