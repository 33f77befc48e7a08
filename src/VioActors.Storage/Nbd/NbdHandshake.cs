using System.Buffers.Binary;
using System.Text;

namespace VioActors.Storage.Nbd;

/// <summary>
/// The negotiation: fixed newstyle, structured replies if the server has them, NBD_OPT_GO (NBD protocol, "Handshake phase"). Whatever the
/// server sends is bounded in size and number.
/// </summary>
internal static class NbdHandshake
{
    private const int ReplyBytesMax = 16 * 1024;
    private const int ReplyCountMax = 64;
    private const int HeadBytes = 20;

    /// <exception cref="NbdProtocolException">The server is none, is too old, refused, or broke the protocol.</exception>
    public static async Task<NbdExport> NegotiateAsync(Stream stream, NbdReader reader, string export, CancellationToken cancellation)
    {
        var scratch = new byte[ReplyBytesMax];
        await reader.ReadAsync(scratch.AsMemory(0, 18), cancellation).ConfigureAwait(false);
        if (BinaryPrimitives.ReadUInt64BigEndian(scratch) != NbdWire.ServerMagic)
            throw new NbdProtocolException("what answers there is no NBD server");
        var flags = BinaryPrimitives.ReadUInt16BigEndian(scratch.AsSpan(16));
        if (BinaryPrimitives.ReadUInt64BigEndian(scratch.AsSpan(8)) != NbdWire.OptionMagic || (flags & NbdWire.FlagFixedNewstyle) == 0)
            throw new NbdProtocolException("the server knows only the old negotiation; fixed newstyle is needed");
        var hello = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(hello, NbdWire.FlagFixedNewstyle | (uint)(flags & NbdWire.FlagNoZeroes));
        await stream.WriteAsync(hello, cancellation).ConfigureAwait(false);

        await SendAsync(stream, NbdWire.OptionStructuredReply, [], cancellation).ConfigureAwait(false);
        var (type, _) = await ReceiveAsync(reader, NbdWire.OptionStructuredReply, scratch, cancellation).ConfigureAwait(false);
        var offered = await GoAsync(stream, reader, export, scratch, cancellation).ConfigureAwait(false);
        return offered with { StructuredReplies = type == NbdWire.ReplyAck };
    }

    private static async Task<NbdExport> GoAsync(
        Stream stream, NbdReader reader, string export, byte[] scratch, CancellationToken cancellation)
    {
        var name = Encoding.UTF8.GetBytes(export);
        var go = new byte[4 + name.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(go, name.Length);
        name.CopyTo(go, 4);
        BinaryPrimitives.WriteUInt16BigEndian(go.AsSpan(4 + name.Length), 1);
        BinaryPrimitives.WriteUInt16BigEndian(go.AsSpan(6 + name.Length), NbdWire.InfoBlockSize);
        await SendAsync(stream, NbdWire.OptionGo, go, cancellation).ConfigureAwait(false);
        var offered = new NbdExport(0, NbdFeatures.None, 1, NbdExport.DefaultMaxPayloadBytes, false);
        for (var count = 0; count < ReplyCountMax; count++)
        {
            var (type, length) = await ReceiveAsync(reader, NbdWire.OptionGo, scratch, cancellation).ConfigureAwait(false);
            if (type == NbdWire.ReplyAck)
                return Check(offered);
            if ((type & NbdWire.ReplyErrorBit) != 0)
                throw new NbdProtocolException(Refusal(type, export, scratch.AsSpan(0, length)));
            if (type == NbdWire.ReplyInfo)
                offered = Note(offered, scratch.AsSpan(0, length));
        }

        throw new NbdProtocolException($"the server sent {ReplyCountMax} answers without coming to an end");
    }

    private static async Task SendAsync(Stream stream, uint option, byte[] data, CancellationToken cancellation)
    {
        var message = new byte[16 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(message, NbdWire.OptionMagic);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), option);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(12), data.Length);
        data.CopyTo(message, 16);
        await stream.WriteAsync(message, cancellation).ConfigureAwait(false);
    }

    /// <summary>Type and length of the next reply; its data is at the start of the scratch buffer.</summary>
    private static async Task<(uint Type, int Length)> ReceiveAsync(
        NbdReader reader, uint option, byte[] scratch, CancellationToken cancellation)
    {
        await reader.ReadAsync(scratch.AsMemory(0, HeadBytes), cancellation).ConfigureAwait(false);
        if (BinaryPrimitives.ReadUInt64BigEndian(scratch) != NbdWire.OptionReplyMagic
            || BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(8)) != option)
        {
            throw new NbdProtocolException("the server's answer to an option is none");
        }

        var type = BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(12));
        var length = BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(16));
        if (length > ReplyBytesMax)
            throw new NbdProtocolException($"the server's answer to an option has {length} bytes; at most {ReplyBytesMax} are taken");
        await reader.ReadAsync(scratch.AsMemory(0, (int)length), cancellation).ConfigureAwait(false);
        return (type, (int)length);
    }

    private static NbdExport Note(NbdExport offered, ReadOnlySpan<byte> info)
    {
        if (info.Length < 2)
            throw new NbdProtocolException("the server's information on the export is cut");
        switch (BinaryPrimitives.ReadUInt16BigEndian(info))
        {
            case NbdWire.InfoExport when info.Length == 12:
                return offered with
                {
                    SizeBytes = BinaryPrimitives.ReadInt64BigEndian(info[2..]),
                    Features = (NbdFeatures)BinaryPrimitives.ReadUInt16BigEndian(info[10..]),
                };
            case NbdWire.InfoBlockSize when info.Length == 14:
                return NoteBlockSize(
                    offered, BinaryPrimitives.ReadUInt32BigEndian(info[2..]), BinaryPrimitives.ReadUInt32BigEndian(info[10..]));
            case NbdWire.InfoExport or NbdWire.InfoBlockSize:
                throw new NbdProtocolException("the server's information on the export has a wrong length");
            default:
                return offered;
        }
    }

    private static NbdExport NoteBlockSize(NbdExport offered, uint min, uint max)
    {
        if (min is 0 or > 65536 || (min & (min - 1)) != 0 || max < min)
            throw new NbdProtocolException($"the server's block sizes {min} to {max} are none");
        var payload = (int)Math.Min(max, (uint)NbdExport.DefaultMaxPayloadBytes);
        return offered with { MinBlockBytes = (int)min, MaxPayloadBytes = payload - (payload % (int)min) };
    }

    private static NbdExport Check(NbdExport offered) =>
        offered.SizeBytes < 1 ? throw new NbdProtocolException("the server named no size of the export, or an empty one")
        : !offered.Has(NbdFeatures.HasFlags) ? throw new NbdProtocolException("the server's transmission flags are none")
        : offered;

    private static string Refusal(uint type, string export, ReadOnlySpan<byte> message)
    {
        var reason = (type & ~NbdWire.ReplyErrorBit) switch
        {
            1 => "the server does not know NBD_OPT_GO; a newer one is needed",
            2 or 4 => "the server's policy forbids it",
            5 => "the server demands TLS, which this client does not do; use a Unix socket or a protected network",
            6 => $"it has no export '{export}'",
            7 => "the server is shutting down",
            8 => "the server demands block sizes that were not asked for",
            var other => $"the server refused with error {other}",
        };
        var said = new string([.. Encoding.UTF8.GetString(message[..Math.Min(message.Length, 200)]).Where(c => !char.IsControl(c))]);
        return said.Length == 0 ? reason : $"{reason} (\"{said}\")";
    }
}
