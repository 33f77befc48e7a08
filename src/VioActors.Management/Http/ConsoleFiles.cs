using System.Collections.Frozen;
using System.Security.Cryptography;

namespace VioActors.Management.Http;

/// <summary>The files of the web console (MGT-5), as they are in this assembly. Immutable; thread-safe.</summary>
internal static class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly Lazy<FrozenDictionary<string, ConsoleFile>> Loaded = new(Load);

    /// <summary>By name, such as <c>style.css</c>. There are no folders: a name is looked up and nothing else is made of it.</summary>
    public static FrozenDictionary<string, ConsoleFile> All => Loaded.Value;

    private static FrozenDictionary<string, ConsoleFile> Load()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Prefix.Length..],
                name =>
                {
                    using var content = new MemoryStream();
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    stream.CopyTo(content);
                    var bytes = content.ToArray();
                    return new ConsoleFile(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
                },
                StringComparer.Ordinal);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The console has a file {name}, and no type for {other}."),
    };
}

/// <summary>A file of the web console. Immutable.</summary>
/// <param name="ETag">Stands for the bytes; RFC 9110 clause 8.8.3.</param>
internal sealed record ConsoleFile(ReadOnlyMemory<byte> Bytes, string Type, string ETag);
