using System.Reflection;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes configurations from texts, files, embedded resources and objects. Stateless and thread-safe.</summary>
public class ConfigurationFactory
{
    /// <summary>The files that <see cref="Load"/> looks for beside the program, first one wins.</summary>
    private static readonly string[] FileNames = ["app.conf", "app.hocon", "akka.conf", "akka.hocon"];

    private static readonly Lazy<Config> Reference = new(ReadReference);

    public static Config Empty => Config.Empty;

    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">Gives the content for the name in an <c>include</c>.</param>
    /// <exception cref="ConfigurationException">The text breaks the grammar; the message has line and column.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) =>
        new(Parser.Parse(hocon, includeCallback));

    /// <summary>As the other overload; <c>include</c> reads files, relative to the working directory.</summary>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <summary>The program's own file (app.conf, app.hocon, akka.conf or akka.hocon in its folder), or nothing.</summary>
    public static Config Load()
    {
        var file = FileNames.Select(name => Path.Combine(AppContext.BaseDirectory, name)).FirstOrDefault(File.Exists);
        return file is null ? Empty : ParseString($"include required(file({HoconText.Quoted(file)}))");
    }

    /// <summary>The reference configuration of the engine: every key of it with its default.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>Reads a resource of the assembly that <paramref name="instanceInAssembly"/>'s type is in.</summary>
    public static Config FromResource(string resourceName, object instanceInAssembly) => instanceInAssembly switch
    {
        Type type => FromResource(resourceName, type.Assembly),
        Assembly assembly => FromResource(resourceName, assembly),
        _ => FromResource(resourceName, instanceInAssembly.GetType().Assembly),
    };

    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Reads an embedded resource: its full name, or a name that ends in <c>.resource</c> of the assembly.</summary>
    /// <exception cref="ConfigurationException">The assembly has no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        var name = assembly.GetManifestResourceNames().FirstOrDefault(known => known == resourceName)
            ?? assembly.GetManifestResourceNames().FirstOrDefault(
                known => resourceName.EndsWith("." + known, StringComparison.Ordinal));
        using var stream = name is null ? null : assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            throw new ConfigurationException(
                $"Cannot read the configuration [{resourceName}]: assembly {assembly.GetName().Name} has no such embedded resource.");
        }

        using var reader = new StreamReader(stream);
        return new Config(Parser.Parse(reader.ReadToEnd(), resourceName, null));
    }

    /// <summary>The public properties of an object (anonymous types, dictionaries, lists and scalars nest) as a configuration.</summary>
    public static Config FromObject(object source) => new(new HoconRoot(ObjectSource.ToValue(source)));

    private static Config ReadReference()
    {
        var assembly = typeof(ConfigurationFactory).Assembly;
        return assembly.GetManifestResourceNames().Contains("akka.conf") ? FromResource("akka.conf", assembly) : Empty;
    }
}
