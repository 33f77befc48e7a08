using System.Buffers.Binary;
using System.Security.Cryptography;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>Who is at the other end of a connection.</summary>
internal readonly record struct CkeParty(VioUuid Vios, long Incarnation);

/// <summary>
/// Both sides say who they are and prove that they know the cluster's secret, which itself is not sent: HMAC-SHA-256 over the two
/// nonces, the two parties and the direction. What follows on the connection is neither encrypted nor signed. Thread-safe.
/// </summary>
internal sealed class CkeHandshake(CkeParty self, ReadOnlyMemory<byte> secret, RandomNumberGenerator random)
{
    private const ushort Version = 1;
    private const int NonceSizeBytes = 32;
    private const int HelloSizeBytes = 2 + 16 + 8 + NonceSizeBytes;

    /// <summary>The side that connected.</summary>
    /// <exception cref="IOException">The connection broke, or the other one is not the VIOS that is expected.</exception>
    public CkeParty Connect(CkeConnection connection, VioUuid expected)
    {
        var own = Hello();
        Send(connection, CkeFrameKind.Hello, own);
        var other = Receive(connection, CkeFrameKind.Hello, HelloSizeBytes);
        var party = PartyOf(other);
        if (party.Vios != expected)
            throw new CkeProtocolException($"VIOS {party.Vios} answers where {expected} is expected");
        Send(connection, CkeFrameKind.Proof, Proof(own, other, fromConnecting: true));
        Verify(connection, Proof(own, other, fromConnecting: false), party);
        return party;
    }

    /// <summary>The side that accepted.</summary>
    /// <exception cref="IOException">The connection broke, or the other one does not know the secret.</exception>
    public CkeParty Accept(CkeConnection connection)
    {
        var other = Receive(connection, CkeFrameKind.Hello, HelloSizeBytes);
        var party = PartyOf(other);
        var own = Hello();
        Send(connection, CkeFrameKind.Hello, own);
        Verify(connection, Proof(other, own, fromConnecting: true), party);
        Send(connection, CkeFrameKind.Proof, Proof(other, own, fromConnecting: false));
        return party;
    }

    private byte[] Hello()
    {
        var hello = new byte[HelloSizeBytes];
        BinaryPrimitives.WriteUInt16BigEndian(hello, Version);
        self.Vios.Value.TryWriteBytes(hello.AsSpan(2), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(hello.AsSpan(18), self.Incarnation);
        random.GetBytes(hello.AsSpan(26));
        return hello;
    }

    private static CkeParty PartyOf(ReadOnlySpan<byte> hello)
    {
        var version = BinaryPrimitives.ReadUInt16BigEndian(hello);
        if (version != Version)
            throw new CkeProtocolException($"the other side speaks version {version}, this one {Version}");
        var vios = new Guid(hello.Slice(2, 16), bigEndian: true);
        return vios == Guid.Empty
            ? throw new CkeProtocolException("the other side says no identity")
            : new CkeParty(new VioUuid(vios), BinaryPrimitives.ReadInt64BigEndian(hello[18..]));
    }

    private byte[] Proof(byte[] connecting, byte[] accepting, bool fromConnecting) =>
        HMACSHA256.HashData(secret.Span, [.. connecting, .. accepting, fromConnecting ? (byte)1 : (byte)2]);

    private static void Verify(CkeConnection connection, byte[] expected, CkeParty party)
    {
        var proof = Receive(connection, CkeFrameKind.Proof, expected.Length);
        if (!CryptographicOperations.FixedTimeEquals(proof, expected))
            throw new CkeProtocolException($"{party.Vios} does not know the secret of this cluster");
    }

    private static void Send(CkeConnection connection, CkeFrameKind kind, byte[] payload) =>
        connection.Send(new CkeFrame(kind, 0, 0, 0, 0, 0, 0, payload.Length), payload);

    private static byte[] Receive(CkeConnection connection, CkeFrameKind kind, int lengthBytes)
    {
        var frame = connection.ReceiveFrame();
        if (frame.Kind != kind || frame.PayloadLength != lengthBytes)
            throw new CkeProtocolException($"a {frame.Kind} frame of {frame.PayloadLength} bytes came where {kind} is expected");
        var payload = new byte[lengthBytes];
        connection.Receive(payload);
        return payload;
    }
}
