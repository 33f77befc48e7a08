using System.Collections.Frozen;
using Google.Protobuf;

namespace VioActors.Persistence.Wire;

/// <summary>
/// Messages of the domain as bytes, with a manifest that names schema and version. The bytes are of the network or a database: whatever
/// they hold, the answer is a message or a <see cref="MessageFormatException"/>; no type is ever made of a name found in them. Thread-safe.
/// </summary>
public static class DomainCodec
{
    /// <summary>Largest message, in bytes: a snapshot of a pool with a million runs. More is refused unread.</summary>
    public const int LengthMax = 64 << 20;

    private static readonly FrozenDictionary<string, MessageEntry> ByManifest =
        MessageCatalog.Current.Concat(MessageCatalog.Older).ToFrozenDictionary(entry => entry.Manifest, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, MessageEntry> ByType = MessageCatalog.Current.ToFrozenDictionary(entry => entry.Type);

    /// <summary>Manifests that can be read, with the type that each gives.</summary>
    public static IReadOnlyDictionary<string, Type> Manifests { get; } =
        ByManifest.Values.ToFrozenDictionary(entry => entry.Manifest, entry => entry.Type, StringComparer.Ordinal);

    /// <summary>The message can be written.</summary>
    public static bool Knows(Type type) => ByType.ContainsKey(type);

    /// <exception cref="ArgumentException">The type has no schema.</exception>
    public static string ManifestOf(object message) => Find(message).Manifest;

    /// <exception cref="ArgumentException">The type has no schema.</exception>
    public static byte[] Encode(object message) => Find(message).Write(message);

    /// <exception cref="MessageFormatException">The bytes are not a message of that manifest.</exception>
    public static object Decode(byte[] bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var entry))
        {
            var shown = manifest.Length <= 100 ? manifest : manifest[..100] + "…";
            throw new MessageFormatException($"Cannot read a message: manifest '{shown}' is not known; a newer version wrote it. Update "
                + "this node.");
        }

        if (bytes.Length > LengthMax)
        {
            throw new MessageFormatException($"Cannot read a {manifest}: it has {bytes.Length} bytes; the limit is {LengthMax}.");
        }

        try
        {
            return entry.Read(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException or ArgumentException or OverflowException)
        {
            throw new MessageFormatException($"Cannot read a {manifest} of {bytes.Length} bytes: {e.Message}", e);
        }
    }

    private static MessageEntry Find(object message) => ByType.TryGetValue(message.GetType(), out var entry)
        ? entry
        : throw new ArgumentException(
            $"Cannot write a {message.GetType().Name}: it has no schema. Add one under Schemas and an entry to the message catalog.",
            nameof(message));
}
