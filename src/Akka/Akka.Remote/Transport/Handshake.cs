using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>
/// The first frames of a connection. Connector: Hello (who I am, whom I want); acceptor: Challenge (a number, and proof that it knows the
/// cookie); connector: Proof; acceptor: Welcome (who it is) or Refusal (why not). The cookie itself is never sent.
/// </summary>
internal static class Handshake
{
    public const int Version = 1;
    public const int NonceLength = 32;

    /// <summary>What a connector says first. <paramref name="Bytes"/> is the whole of it, for the proofs.</summary>
    internal sealed record Hello(StreamKind Kind, Address From, int Uid, string To, byte[] Nonce, byte[] Bytes);

    /// <summary>What an acceptor answers.</summary>
    internal sealed record Challenge(byte[] Nonce, byte[] Proof);

    /// <summary>The end of the handshake.</summary>
    /// <param name="Uid">The acceptor's incarnation.</param>
    /// <param name="Delivered">The number of the last system message that it has delivered of this connector.</param>
    internal sealed record Welcome(int Uid, long Delivered);

    /// <summary>Why an acceptor closes.</summary>
    internal sealed record Refusal(string Reason, bool Quarantined);

    public static WireMessage WriteHello(StreamKind kind, Address from, int uid, Address to, byte[] nonce) => new WireMessage()
        .Number(1, Version)
        .Number(2, (ulong)kind)
        .Text(3, from.ToString())
        .Number(4, (uint)uid)
        .Text(5, to.ToString())
        .Bytes(6, nonce);

    /// <summary>Throws <see cref="WireFormatException"/> when the frame is no Hello of a version that is understood.</summary>
    public static Hello ReadHello(byte[] frame)
    {
        var bytes = Inner(frame, FrameFields.Hello, "Hello");
        var reader = new WireReader(bytes);
        int version = 0, kind = 0, uid = 0;
        string from = "", to = "";
        byte[] nonce = [];
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    version = reader.Int32();
                    break;
                case 2:
                    kind = reader.Int32();
                    break;
                case 3:
                    from = reader.Text();
                    break;
                case 4:
                    uid = reader.Int32();
                    break;
                case 5:
                    to = reader.Text();
                    break;
                case 6:
                    nonce = reader.Bytes().ToArray();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (version != Version)
            throw new WireFormatException($"Protocol version {version} is not understood; this system speaks {Version}.");
        if (kind is < (int)StreamKind.Control or > (int)StreamKind.Large || uid == 0 || nonce.Length != NonceLength)
            throw new WireFormatException("The Hello is incomplete.");
        if (!Address.TryParse(from, out var address) || address.HasLocalScope)
            throw new WireFormatException($"[{from}] is no address of a system.");
        return new Hello((StreamKind)kind, address, uid, to, nonce, bytes);
    }

    public static WireMessage WriteChallenge(byte[] nonce, byte[] proof) =>
        new WireMessage().Message(FrameFields.Challenge, new WireMessage().Bytes(1, nonce).Bytes(2, proof));

    public static WireMessage WriteProof(byte[] proof) =>
        new WireMessage().Message(FrameFields.Proof, new WireMessage().Bytes(1, proof));

    public static WireMessage WriteWelcome(Welcome welcome) => new WireMessage().Message(
        FrameFields.Welcome, new WireMessage().Number(1, (uint)welcome.Uid).Number(2, (ulong)welcome.Delivered));

    public static WireMessage WriteRefusal(Refusal refusal) => new WireMessage().Message(
        FrameFields.Refusal, new WireMessage().Text(1, refusal.Reason).Flag(2, refusal.Quarantined));

    /// <summary>A <see cref="Challenge"/>, or the <see cref="Refusal"/> in its place as an exception.</summary>
    public static Challenge ReadChallenge(byte[] frame)
    {
        var fields = BytesFields(Inner(frame, FrameFields.Challenge, "Challenge"));
        return new Challenge(fields.GetValueOrDefault(1, []), fields.GetValueOrDefault(2, []));
    }

    public static byte[] ReadProof(byte[] frame) =>
        BytesFields(Inner(frame, FrameFields.Proof, "Proof")).GetValueOrDefault(1, []);

    /// <summary>A <see cref="Welcome"/>, or the <see cref="Refusal"/> in its place as an exception.</summary>
    public static Welcome ReadWelcome(byte[] frame)
    {
        var reader = new WireReader(Inner(frame, FrameFields.Welcome, "Welcome"));
        var uid = 0;
        ulong delivered = 0;
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                uid = reader.Int32();
            else if (field == 2)
                delivered = reader.Number();
            else
                reader.Skip();
        }

        if (uid == 0 || delivered > long.MaxValue)
            throw new WireFormatException("The Welcome is incomplete.");
        return new Welcome(uid, (long)delivered);
    }

    /// <summary>Proof of knowing <paramref name="cookie"/>, good for one handshake and one side of it only.</summary>
    public static byte[] Proof(string? cookie, string side, byte[] hello, byte[] challengeNonce)
    {
        var key = Encoding.UTF8.GetBytes(cookie ?? "");
        byte[] signed = [.. Encoding.ASCII.GetBytes(side), .. hello, .. challengeNonce];
        return HMACSHA256.HashData(key, signed);
    }

    private static byte[] Inner(byte[] frame, int field, string name)
    {
        var header = FrameHeader.Read(frame, frame.Length);
        if (header.Control == FrameFields.Refusal)
            throw ReadRefusal(header.ControlMessage);
        return header.Control == field
            ? header.ControlMessage.ToArray()
            : throw new WireFormatException($"A {name} was expected.");
    }

    private static HandshakeRefusedException ReadRefusal(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var reason = "";
        var quarantined = false;
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                reason = reader.Text();
            else if (field == 2)
                quarantined = reader.Flag();
            else
                reader.Skip();
        }

        return new HandshakeRefusedException(reason, quarantined);
    }

    private static Dictionary<int, byte[]> BytesFields(byte[] message)
    {
        var fields = new Dictionary<int, byte[]>();
        var reader = new WireReader(message);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field <= 2)
                fields[field] = reader.Bytes().ToArray();
            else
                reader.Skip();
        }

        return fields;
    }
}
