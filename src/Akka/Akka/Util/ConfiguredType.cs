using System.Reflection;
using Akka.Configuration;

namespace Akka.Util;

/// <summary>Classes named in the configuration. Names come from the operator's configuration only, never from the wire.</summary>
internal static class ConfiguredType
{
    /// <summary>
    /// The class <paramref name="name"/>, for <paramref name="purpose"/>. Throws <see cref="ConfigurationException"/> when there
    /// is none.
    /// </summary>
    public static Type Find(string name, string purpose) =>
        Type.GetType(name, throwOnError: false)
        ?? Type.GetType(name.Split(',')[0].Trim(), throwOnError: false)
        ?? FindInLoaded(name.Split(',')[0].Trim())
        ?? throw new ConfigurationException(
            $"Cannot set up {purpose}: there is no type [{name}]. Write it as \"Namespace.Class, Assembly\" and check "
                + $"that the assembly is there.");

    /// <summary>
    /// An instance made by the constructor that takes <paramref name="arguments"/>, or else by the one without parameters.
    /// </summary>
    public static T Create<T>(string name, string purpose, params object[] arguments)
        where T : class
    {
        var type = Find(name, purpose);
        if (!typeof(T).IsAssignableFrom(type))
            throw new ConfigurationException($"Cannot set up {purpose}: [{type}] is not a {typeof(T).Name}.");
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        try
        {
            var constructor = type.GetConstructors(flags).FirstOrDefault(c => Fits(c, arguments));
            if (constructor is not null)
                return (T)constructor.Invoke(arguments);
            return (T)Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (Exception error) when (error is TargetInvocationException or MissingMethodException)
        {
            throw new ConfigurationException($"Cannot set up {purpose}: making a [{type}] failed.", error.InnerException ?? error);
        }
    }

    private static bool Fits(ConstructorInfo constructor, object[] arguments)
    {
        var parameters = constructor.GetParameters();
        return parameters.Length == arguments.Length
            && parameters.Zip(arguments).All(pair => pair.Second is null || pair.First.ParameterType.IsInstanceOfType(pair.Second));
    }

    private static Type? FindInLoaded(string fullName) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(fullName,
            throwOnError: false)).FirstOrDefault(t => t is not null);
}
