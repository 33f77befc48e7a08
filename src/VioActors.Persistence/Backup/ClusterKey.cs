using System.Security.Cryptography;
using System.Text;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The secret of a cluster by which its members recognise its backups (BR-3, CBR-5): made at cluster creation, never inside of a backup.
/// Whoever has a file and not the key can neither change the file unnoticed nor read the secrets in it. Thread-safe; immutable.
/// </summary>
public sealed class ClusterKey
{
    public const int SizeBytes = 32;

    private readonly byte[] _signing;
    private readonly byte[] _sealing;
    private readonly byte[] _nonces;

    /// <exception cref="ArgumentException">Not <see cref="SizeBytes"/> bytes.</exception>
    public ClusterKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SizeBytes)
        {
            throw new ArgumentException($"A cluster key has {SizeBytes} bytes; {secret.Length} were given.", nameof(secret));
        }

        _signing = Derive(secret, "sign");
        _sealing = Derive(secret, "seal");
        _nonces = Derive(secret, "nonce");
        Id = Convert.ToHexStringLower(Derive(secret, "id").AsSpan(0, 8));
    }

    /// <summary>Tells this key from that of another cluster; no secret. 16 hexadecimal digits.</summary>
    public string Id { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA256.HashData(_signing, data);

    /// <summary>In the same time whatever is wrong.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Sign(data), signature);

    /// <summary>
    /// Encrypts a secret for its place (AES-256-GCM, NIST SP 800-38D). The same secret at the same place gives the same text, so that two
    /// backups of one configuration are equal; the nonce is a keyed hash of both, so that no nonce serves two texts.
    /// </summary>
    /// <param name="place">What the secret belongs to; opening it for another place fails.</param>
    /// <returns>Base64.</returns>
    public string Seal(string secret, string place)
    {
        var text = Encoding.UTF8.GetBytes(secret);
        var bound = Encoding.UTF8.GetBytes(place);
        byte[] both = [.. BitConverter.GetBytes(bound.Length), .. bound, .. text];
        var nonce = HMACSHA256.HashData(_nonces, both).AsSpan(0, 12);
        var sealedText = new byte[12 + text.Length + 16];
        nonce.CopyTo(sealedText);
        using var cipher = new AesGcm(_sealing, 16);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(12, text.Length), sealedText.AsSpan(12 + text.Length), bound);
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>The secret, or null when the text was not made by <see cref="Seal"/> with this key for this place.</summary>
    public string? Open(string sealedText, string place)
    {
        var bytes = new byte[sealedText.Length];
        if (!Convert.TryFromBase64String(sealedText, bytes, out var count) || count < 28)
        {
            return null;
        }

        var text = new byte[count - 28];
        try
        {
            using var cipher = new AesGcm(_sealing, 16);
            cipher.Decrypt(
                bytes.AsSpan(0, 12), bytes.AsSpan(12, text.Length), bytes.AsSpan(12 + text.Length, 16), text, Encoding.UTF8.GetBytes(
                    place));
            return Encoding.UTF8.GetString(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Derive(ReadOnlySpan<byte> secret, string use)
    {
        var key = new byte[SizeBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [], Encoding.ASCII.GetBytes($"vioactors-backup-1 {use}"));
        return key;
    }
}
