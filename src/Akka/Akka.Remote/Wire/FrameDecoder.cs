using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Wire;

/// <summary>
/// Turns the envelopes of one connection back into references and messages. Keeps at most <see cref="FrameFields.TableSizeMax"/> paths and
/// manifests, each of limited length. Belongs to the one reader of the connection.
/// </summary>
internal sealed class FrameDecoder
{
    private readonly ExtendedActorSystem _system;
    private readonly IRemoteActorRefProvider _provider;
    private readonly List<PathEntry> _paths = [];
    private readonly List<string> _manifests = [];
    private Serializer? _lastSerializer;
    private int _lastSerializerId;

    public FrameDecoder(ExtendedActorSystem system, IRemoteActorRefProvider provider)
    {
        _system = system;
        _provider = provider;
    }

    /// <summary>
    /// Takes the tables' part of a frame in. Throws <see cref="WireFormatException"/> for numbers that were never given: from then on the
    /// two sides would mean different things, so the connection has to end.
    /// </summary>
    public Names Resolve(in FrameHeader header)
    {
        if (header.ResetTables)
        {
            _paths.Clear();
            _manifests.Clear();
        }

        var recipient = Path(header.RecipientId, header.RecipientPath)
            ?? throw new WireFormatException("A message has no recipient.");
        var sender = Path(header.SenderId, header.SenderPath);
        return new Names(recipient, sender, Manifest(header.ManifestId, header.ManifestText));
    }

    /// <summary>The local actor of an entry; <c>null</c> when the path is not one of this system.</summary>
    public IInternalActorRef? Recipient(PathEntry entry)
    {
        if (entry.Recipient is { IsTerminated: false } known)
            return known;
        entry.Recipient = _provider.ResolveActorRef(entry.Path) as IInternalActorRef;
        return entry.Recipient is { IsLocal: true } local ? local : null;
    }

    /// <summary>The sender of an entry.</summary>
    public IActorRef? Sender(PathEntry? entry)
    {
        if (entry is null)
            return null;
        if (entry.Sender is { } known && known is not IInternalActorRef { IsTerminated: true })
            return known;
        return entry.Sender = _provider.ResolveActorRef(entry.Path);
    }

    /// <summary>
    /// The message of a payload, which is in <paramref name="owned"/> if that is not <c>null</c>. Throws
    /// <see cref="System.Runtime.Serialization.SerializationException"/>, or what a serializer throws, for a payload that cannot be read;
    /// the connection is sound all the same.
    /// </summary>
    public object Message(int serializerId, string manifest, ReadOnlySpan<byte> payload, byte[]? owned)
    {
        var serializer = _lastSerializer;
        if (serializer is null || _lastSerializerId != serializerId)
        {
            serializer = _system.Serialization.TryGetById(serializerId)
                ?? throw new System.Runtime.Serialization.SerializationException(
                    $"There is no serializer with identifier [{serializerId}]. Are akka.actor.serializers the same on both sides?");
            _lastSerializer = serializer;
            _lastSerializerId = serializerId;
        }

        return serializer is ISpanSerializer span
            ? span.Read(owned ?? payload, manifest)
            : _system.Serialization.Deserialize(owned ?? payload.ToArray(), serializer, manifest);
    }

    private static string Text(ReadOnlySpan<byte> bytes, int lengthMax) => bytes.Length <= lengthMax
        ? Encoding.UTF8.GetString(bytes)
        : throw new WireFormatException($"A name has {bytes.Length} bytes; {lengthMax} is the limit.");

    private PathEntry? Path(int id, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            var entry = new PathEntry(Text(text, FrameFields.PathLengthMax));
            if (id > 0)
                Append(_paths, id, entry);
            return entry;
        }

        if (id == 0)
            return null;
        return id <= _paths.Count ? _paths[id - 1] : throw new WireFormatException($"Path {id} was never given.");
    }

    private string Manifest(int id, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            var manifest = Text(text, FrameFields.ManifestLengthMax);
            if (id > 0)
                Append(_manifests, id, manifest);
            return manifest;
        }

        if (id == 0)
            return "";
        return id <= _manifests.Count ? _manifests[id - 1] : throw new WireFormatException($"Manifest {id} was never given.");
    }

    private static void Append<T>(List<T> table, int id, T entry)
    {
        if (id != table.Count + 1 || id > FrameFields.TableSizeMax)
            throw new WireFormatException($"Number {id} is not the next one, or over the limit of {FrameFields.TableSizeMax}.");
        table.Add(entry);
    }

    /// <summary>What a frame names.</summary>
    internal readonly record struct Names(PathEntry Recipient, PathEntry? Sender, string Manifest);
}
