using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Wire;

/// <summary>
/// Writes the envelopes of one connection. Paths and manifests are written once and are numbers from then on. Belongs to the one writer of
/// the connection, which has set for whom it serializes.
/// </summary>
internal sealed class FrameEncoder
{
    /// <summary>Longer arrays are handed to the socket as they are instead of being copied behind their header.</summary>
    private const int TailLengthMin = 16 * 1024;

    private const int FieldsLengthMax = 64;

    private readonly Akka.Serialization.Serialization _serialization;
    private readonly int _frameLengthMax;
    private readonly int _messageLengthMax;
    private readonly Dictionary<object, int> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _manifests = [];
    private readonly Dictionary<Type, TypeSlot> _types = [];
    private ReadOnlyMemory<byte> _rest;
    private bool _reset;

    /// <param name="messageLengthMax">Messages that are longer than a frame are sent in parts, up to this; 0: none is.</param>
    public FrameEncoder(Akka.Serialization.Serialization serialization, int frameLengthMax, int messageLengthMax)
    {
        _serialization = serialization;
        _frameLengthMax = frameLengthMax;
        _messageLengthMax = messageLengthMax;
    }

    /// <summary>
    /// Writes the next part of a message that is longer than a frame; false when there is none. Comes before any other message.
    /// </summary>
    public bool WritePart(IBufferWriter<byte> target)
    {
        if (_rest.IsEmpty)
            return false;
        WritePart(target, default, default, default, null, 0);
        return true;
    }

    /// <summary>
    /// Writes one message, or the first part of it: see <see cref="WritePart(IBufferWriter{byte})"/>. Returns an array that has to go out
    /// right behind what was written, or <c>null</c>. Throws when the message cannot be serialized or is too long; then nothing was
    /// written.
    /// </summary>
    public byte[]? Encode(in OutboundMessage outbound, IBufferWriter<byte> target)
    {
        var message = outbound.Message;
        var type = TypeOf(message);
        var manifest = type.ManifestOf(message);
        byte[]? bytes = null;
        int length;
        if (type.Span is { } span)
        {
            length = span.SizeOf(message);
        }
        else
        {
            bytes = type.Serializer.ToBinary(message);
            length = bytes.Length;
        }

        var divided = (long)length + FieldsLengthMax > _frameLengthMax;
        if (divided)
        {
            if (length > _messageLengthMax)
                throw TooLong(message, length);
            bytes ??= Written(type.Span!, message, length);
        }

        var recipient = RecipientOf(outbound.Recipient);
        var sender = SenderOf(outbound.Sender);
        var manifestSlot = ManifestOf(type, manifest);
        var tail = bytes is not null && length >= TailLengthMin;
        var fields = FieldsLength(recipient, sender, manifestSlot, type.SerializerNumber, length);
        if (divided || fields + length > _frameLengthMax)
        {
            if (length > _messageLengthMax)
                throw Forget(TooLong(message, length));
            _rest = bytes ?? Written(type.Span!, message, length);
            WritePart(target, recipient, sender, manifestSlot, type, length);
            return null;
        }

        var start = target.GetSpan(FrameFields.PrefixLength + fields + (tail ? 0 : length));
        BinaryPrimitives.WriteInt32LittleEndian(start, fields + length);
        var at = FrameFields.PrefixLength;
        at += WriteFields(start[at..], recipient, sender, manifestSlot, type.SerializerNumber, length);
        if (!tail)
        {
            if (bytes is null)
                type.Span!.Write(message, start.Slice(at, length));
            else
                bytes.CopyTo(start[at..]);
            at += length;
        }

        target.Advance(at);
        return tail ? bytes : null;
    }

    private static byte[] Written(ISpanSerializer serializer, object message, int length)
    {
        var bytes = new byte[length];
        serializer.Write(message, bytes);
        return bytes;
    }

    /// <param name="type">Of the message, with its first part; null with the others.</param>
    private void WritePart(
        IBufferWriter<byte> target, in Slot recipient, in Slot sender, in Slot manifest, TypeSlot? type, int total)
    {
        // What comes before the part is written first to learn how long it is; the prefix has its place in front.
        Span<byte> fields = stackalloc byte[FrameFields.HeaderLengthMax];
        var at = 0;
        if (type is not null)
        {
            at += WriteNames(fields, recipient, sender, manifest, type.SerializerNumber);
            fields[at++] = FrameFields.Total << 3;
            at += Varint.Write(fields[at..], (uint)total);
        }

        // A tag and a length of at most five bytes come before the bytes themselves.
        const int BeforeBytes = 6;
        var length = Math.Min(_rest.Length, Math.Min(FrameFields.PartLengthMax, _frameLengthMax - at - BeforeBytes));
        fields[at++] = (FrameFields.Part << 3) | 2;
        at += Varint.Write(fields[at..], (uint)length);
        var frame = target.GetSpan(FrameFields.PrefixLength + at + length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, at + length);
        fields[..at].CopyTo(frame[FrameFields.PrefixLength..]);
        _rest.Span[..length].CopyTo(frame[(FrameFields.PrefixLength + at)..]);
        target.Advance(FrameFields.PrefixLength + at + length);
        _rest = length == _rest.Length ? default : _rest[length..];
    }

    private int FieldsLength(in Slot recipient, in Slot sender, in Slot manifest, ulong serializer, int payloadLength)
    {
        var length = (_reset ? 2 : 0) + recipient.Size + sender.Size + manifest.Size;
        length += 1 + Varint.Size(serializer);
        return length + 1 + Varint.Size((uint)payloadLength);
    }

    private static int WriteSlot(Span<byte> target, in Slot slot, int idField, int textField)
    {
        var at = 0;
        if (slot.Id > 0)
        {
            target[at++] = (byte)(idField << 3);
            at += Varint.Write(target[at..], (uint)slot.Id);
        }

        if (slot.Text is null)
            return at;
        target[at++] = (byte)((textField << 3) | 2);
        at += Varint.Write(target[at..], (uint)slot.TextLength);
        return at + Encoding.UTF8.GetBytes(slot.Text, target[at..]);
    }

    private int WriteFields(Span<byte> target, in Slot recipient, in Slot sender, in Slot manifest, ulong serializer, int payloadLength)
    {
        var at = WriteNames(target, recipient, sender, manifest, serializer);
        target[at++] = (FrameFields.Payload << 3) | 2;
        return at + Varint.Write(target[at..], (uint)payloadLength);
    }

    private int WriteNames(Span<byte> target, in Slot recipient, in Slot sender, in Slot manifest, ulong serializer)
    {
        var at = 0;
        if (_reset)
        {
            target[at++] = FrameFields.ResetTables << 3;
            target[at++] = 1;
            _reset = false;
        }

        at += WriteSlot(target[at..], recipient, FrameFields.Recipient, FrameFields.RecipientPath);
        at += WriteSlot(target[at..], sender, FrameFields.Sender, FrameFields.SenderPath);
        target[at++] = FrameFields.Serializer << 3;
        at += Varint.Write(target[at..], serializer);
        return at + WriteSlot(target[at..], manifest, FrameFields.Manifest, FrameFields.ManifestText);
    }

    private TypeSlot TypeOf(object message)
    {
        var type = message.GetType();
        if (!_types.TryGetValue(type, out var slot))
            _types[type] = slot = new TypeSlot(_serialization.FindSerializerFor(message), message);
        return slot;
    }

    private Slot RecipientOf(RemoteActorRef recipient)
    {
        // Here and not later: numbers given to this frame must not be taken back by it.
        if (_paths.Count + 2 > FrameFields.TableSizeMax || _manifests.Count + 1 > FrameFields.TableSizeMax)
            Reset();
        if (_paths.TryGetValue(recipient, out var id))
            return new Slot(id, null);
        var path = Checked(recipient.Path.ToSerializationFormat(), FrameFields.PathLengthMax);
        return new Slot(recipient.IsTemporary ? 0 : Number(recipient), path);
    }

    private Slot SenderOf(IActorRef? sender)
    {
        if (sender is null)
            return default;
        if (_paths.TryGetValue(sender, out var id))
            return new Slot(id, null);
        var path = Checked(Akka.Serialization.Serialization.SerializedActorPath(sender), FrameFields.PathLengthMax);
        var lasting = sender is LocalActorRef or RemoteActorRef { IsTemporary: false };
        return new Slot(lasting ? Number(sender) : 0, path);
    }

    private Slot ManifestOf(TypeSlot type, string manifest)
    {
        if (manifest.Length == 0)
            return default;
        if (type.LastManifestId > 0 && (ReferenceEquals(manifest, type.LastManifest) || manifest == type.LastManifest))
            return new Slot(type.LastManifestId, null);
        var known = _manifests.TryGetValue(manifest, out var id);
        if (!known)
            _manifests[Checked(manifest, FrameFields.ManifestLengthMax)] = id = _manifests.Count + 1;
        type.LastManifest = manifest;
        type.LastManifestId = id;
        return new Slot(id, known ? null : manifest);
    }

    private int Number(object reference) => _paths[reference] = _paths.Count + 1;

    private string Checked(string name, int lengthMax) => Encoding.UTF8.GetByteCount(name) <= lengthMax
        ? name
        : throw Forget(new SerializationException($"The name [{name[..100]}...] has more than {lengthMax} bytes."));

    /// <summary>A frame that is given up after all must not leave numbers behind that the peer has not heard of.</summary>
    private SerializationException Forget(SerializationException cause)
    {
        Reset();
        return cause;
    }

    private void Reset()
    {
        _paths.Clear();
        _manifests.Clear();
        foreach (var type in _types.Values)
            type.LastManifestId = 0;
        _reset = true;
    }

    private SerializationException TooLong(object message, int length) => new(
        $"A [{message.GetType()}] of {length} bytes does not fit into a frame of at most {_frameLengthMax} bytes. "
        + "Raise maximum-message-size or maximum-frame-size on both sides, or send it to one of "
        + "akka.remote.large-message-destinations.");

    /// <summary>A number of a table, with the text when the peer does not know the number yet. Number 0: the text alone counts.</summary>
    private readonly struct Slot
    {
        public Slot(int id, string? text)
        {
            Id = id;
            Text = text;
            TextLength = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        }

        public int Id { get; }

        public string? Text { get; }

        public int TextLength { get; }

        public int Size =>
            (Id > 0 ? 1 + Varint.Size((uint)Id) : 0)
            + (Text is null ? 0 : 1 + Varint.Size((uint)TextLength) + TextLength);
    }
}
