using Google.Protobuf;

namespace VioActors.Persistence.Wire;

/// <summary>A message type, its manifest and its schema. Immutable; thread-safe.</summary>
internal sealed class MessageEntry
{
    private readonly Func<object, byte[]> _write;
    private readonly Func<byte[], object> _read;

    private MessageEntry(string manifest, Type type, Func<object, byte[]> write, Func<byte[], object> read) =>
        (Manifest, Type, _write, _read) = (manifest, type, write, read);

    /// <summary><c>area.Name.version</c>; stored with every event, so never changed and never given to another schema.</summary>
    public string Manifest { get; }

    public Type Type { get; }

    /// <summary>
    /// The current version of a message. An older version keeps its manifest, its schema and a function that makes the current message of
    /// it: see <see cref="Older{TDomain, TWire}"/>.
    /// </summary>
    public static MessageEntry Of<TDomain, TWire>(string manifest)
        where TDomain : notnull
        where TWire : class, IMessage<TWire>, new()
    {
        var parser = new MessageParser<TWire>(() => new TWire());
        return new MessageEntry(
            manifest,
            typeof(TDomain),
            message => RecordMapper<TDomain, TWire>.Write((TDomain)message).ToByteArray(),
            bytes => RecordMapper<TDomain, TWire>.Read(parser.ParseFrom(bytes)));
    }

    /// <summary>
    /// The current version of a message that is sent to many as it is: written once for all of them, and read once by a process that gets
    /// it many times. The bytes that are written are never changed by anybody.
    /// </summary>
    public static MessageEntry Shared<TDomain, TWire>(string manifest)
        where TDomain : class
        where TWire : class, IMessage<TWire>, new()
    {
        var single = Of<TDomain, TWire>(manifest);
        var shared = new SharedForms<TDomain, byte[]>(
            message => single.Write(message), bytes => (TDomain)single.Read(bytes), bytes => bytes);
        return new MessageEntry(manifest, typeof(TDomain), message => shared.Write((TDomain)message), shared.Read);
    }

    /// <summary>A version that is read and no longer written.</summary>
    public static MessageEntry Older<TDomain, TWire>(string manifest, Func<TWire, TDomain> read)
        where TDomain : notnull
        where TWire : class, IMessage<TWire>, new()
    {
        var parser = new MessageParser<TWire>(() => new TWire());
        return new MessageEntry(
            manifest,
            typeof(TDomain),
            _ => throw new InvalidOperationException($"{manifest} is an old version, which is not written any more."),
            bytes => read(parser.ParseFrom(bytes)));
    }

    public byte[] Write(object message) => _write(message);

    public object Read(byte[] bytes) => _read(bytes);
}
