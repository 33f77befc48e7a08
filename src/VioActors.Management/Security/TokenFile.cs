using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VioActors.Management.Security;

/// <summary>
/// The tokens that callers authenticate with, kept as salted hashes in a file that only its owner reads. A secret is 256 random bits, so a
/// plain hash resists guessing. The file is read again when it has changed. Thread-safe.
/// </summary>
public sealed class TokenFile
{
    /// <summary>More are refused: each request is compared with all.</summary>
    public const int TokenCountMax = 256;

    private const int SecretBytes = 32;
    private const int SaltBytes = 16;
    private const string Prefix = "vio_";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Loaded _loaded = new(DateTime.MinValue, -1, []);

    public TokenFile(string path, TimeProvider time) => (_path, _time) = (path, time);

    /// <summary>Makes the first administrator's token when there is no token file yet, and puts it into a file of mode 0600.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void EnsureAdministrator(string secretPath)
    {
        if (!File.Exists(_path))
        {
            // The secret first: a start that is cut off between the two makes a new one.
            var (secret, row) = Make("administrator", VioRole.Administrator);
            WritePrivately(secretPath, secret + "\n");
            Save([row]);
        }
    }

    /// <summary>Adds a token and gives its secret, which is not kept.</summary>
    /// <exception cref="TokenException">The name is taken or no name, or there are too many.</exception>
    public string Add(string name, VioRole role)
    {
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new TokenException($"Cannot add token '{name}': a name has 1 to 64 letters, digits, '.', '_' or '-'.");
        }

        var rows = Read();
        if (rows.Any(row => row.Name == name) || rows.Count >= TokenCountMax)
        {
            throw new TokenException(
                $"Cannot add token '{name}': there is one of that name, or {TokenCountMax} already; remove one first.");
        }

        var (secret, added) = Make(name, role);
        Save([.. rows, added]);
        return secret;
    }

    /// <summary>False: there is none of that name.</summary>
    public bool Remove(string name)
    {
        var rows = Read();
        var left = rows.Where(row => row.Name != name).ToList();
        if (left.Count == rows.Count)
        {
            return false;
        }

        Save(left);
        return true;
    }

    /// <summary>Name and role of each token.</summary>
    public IReadOnlyList<(string Name, VioRole Role, DateTimeOffset CreatedUtc)> List() =>
        [.. Read().Select(row => (row.Name, row.Role, row.CreatedUtc))];

    /// <summary>Whose secret it is; null for nobody's. Takes the same time for each.</summary>
    public (string Name, VioRole Role)? Find(string secret)
    {
        if (secret.Length > 128)
        {
            return null;
        }

        (string, VioRole)? found = null;
        foreach (var row in Read())
        {
            if (CryptographicOperations.FixedTimeEquals(HashOf(row.Salt, secret), row.Hash))
            {
                found = (row.Name, row.Role);
            }
        }

        return found;
    }

    private static byte[] HashOf(byte[] salt, string secret) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(secret)]);

    private static void WritePrivately(string path, string text)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private (string Secret, TokenRow Row) Make(string name, VioRole role)
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return (secret, new TokenRow(name, role, salt, HashOf(salt, secret), _time.GetUtcNow()));
    }

    private void Save(IReadOnlyList<TokenRow> rows) => WritePrivately(_path, JsonSerializer.Serialize(rows, Format));

    private IReadOnlyList<TokenRow> Read()
    {
        var info = new FileInfo(_path);
        var (changed, length) = info.Exists ? (info.LastWriteTimeUtc, info.Length) : (DateTime.MinValue, -1L);
        lock (_gate)
        {
            if (_loaded.ChangedUtc == changed && _loaded.Length == length)
            {
                return _loaded.Rows;
            }
        }

        var loaded = new Loaded(changed, length, length < 0 ? [] : Parse());
        lock (_gate)
        {
            _loaded = loaded;
        }

        return loaded.Rows;
    }

    private IReadOnlyList<TokenRow> Parse()
    {
        try
        {
            return JsonSerializer.Deserialize<List<TokenRow>>(File.ReadAllText(_path), Format)
                ?? throw new TokenException($"The token file {_path} holds nothing; restore it, or delete it to begin with a new token.");
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TokenException($"The token file {_path} cannot be read: {cause.Message}");
        }
    }

    private sealed record Loaded(DateTime ChangedUtc, long Length, IReadOnlyList<TokenRow> Rows);

    private sealed record TokenRow(string Name, VioRole Role, byte[] Salt, byte[] Hash, DateTimeOffset CreatedUtc);
}

/// <summary>The tokens cannot be used or changed; the message says what to do.</summary>
public sealed class TokenException(string message) : Exception(message);
