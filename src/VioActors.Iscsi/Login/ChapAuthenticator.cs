using System.Security.Cryptography;
using System.Text;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Login;

/// <summary>Where a CHAP exchange stands.</summary>
public enum ChapProgress
{
    /// <summary>The exchange goes on with the answer just made.</summary>
    Continue,

    /// <summary>The initiator has proved itself.</summary>
    Authenticated,

    /// <summary>Wrong secret or name, a reflected challenge, or keys out of order.</summary>
    Failed,
}

/// <summary>
/// The target's side of CHAP, one-way and mutual (RFC 7143 clause 12.1.3, RFC 1994): algorithms MD5 (5) and SHA-256 (7). One for each
/// login.
/// Not thread-safe.
/// </summary>
public sealed class ChapAuthenticator(ChapRequirement requirement, RandomNumberGenerator random)
{
    private const int ChallengeSizeBytes = 16;
    private const int ChallengeSizeBytesMax = 1024;

    private readonly byte[] _challenge = new byte[ChallengeSizeBytes];
    private readonly byte[] _identifier = new byte[1];
    private string _algorithm = "";

    /// <summary>Why the exchange failed, for the log; tells no secret.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Takes the CHAP keys of one request and adds the keys of the answer to <paramref name="answers"/>.</summary>
    public ChapProgress Step(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        if (_algorithm.Length == 0)
        {
            return keys.TryGetValue("CHAP_A", out var offered) ? Challenge(offered, answers) : ChapProgress.Continue;
        }
        return keys.ContainsKey("CHAP_R") ? Verify(keys, answers) : Fail("the initiator did not answer the challenge");
    }

    private ChapProgress Challenge(string offered, ICollection<KeyValuePair<string, string>> answers)
    {
        var algorithm = offered.Split(',').FirstOrDefault(static a => a is "5" or "7");
        if (algorithm is null)
        {
            return Fail("the initiator offers neither MD5 nor SHA-256");
        }
        _algorithm = algorithm;
        random.GetBytes(_challenge);
        random.GetBytes(_identifier);
        answers.Add(new("CHAP_A", algorithm));
        answers.Add(new("CHAP_I", _identifier[0].ToString()));
        answers.Add(new("CHAP_C", BinaryValue.Write(_challenge)));
        return ChapProgress.Continue;
    }

    private ChapProgress Verify(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        var expected = Response(_identifier[0], requirement.Initiator.Secret, _challenge);
        var named = keys.TryGetValue("CHAP_N", out var name)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(requirement.Initiator.UserName));
        var proved = BinaryValue.TryParse(keys["CHAP_R"], ChallengeSizeBytesMax, out var response)
            && CryptographicOperations.FixedTimeEquals(response, expected);
        if (!named || !proved)
        {
            return Fail(named ? "wrong CHAP secret" : $"CHAP user name '{Shorten(name)}' is not that of this initiator");
        }
        return keys.ContainsKey("CHAP_C") || keys.ContainsKey("CHAP_I") ? ProveTarget(keys, answers) : ChapProgress.Authenticated;
    }

    private ChapProgress ProveTarget(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        var valid = requirement.Target is not null
            & BinaryValue.TryParse(keys.GetValueOrDefault("CHAP_C", ""), ChallengeSizeBytesMax, out var challenge)
            & KeyText.TryNumber(keys.GetValueOrDefault("CHAP_I", ""), 0, 255, out var identifier);
        // An initiator that sends our challenge back wants us to compute its own answer (clause 9.2.1).
        if (!valid)
        {
            return Fail(requirement.Target is null
                ? "the initiator wants the target to prove itself, for which no secret is set"
                : "the challenge of the initiator cannot be read");
        }
        if (challenge.AsSpan().SequenceEqual(_challenge))
        {
            return Fail("the initiator sent the challenge of the target back");
        }
        answers.Add(new("CHAP_N", requirement.Target!.UserName));
        answers.Add(new("CHAP_R", BinaryValue.Write(Response((byte)identifier, requirement.Target.Secret, challenge))));
        return ChapProgress.Authenticated;
    }

    private byte[] Response(byte identifier, string secret, byte[] challenge)
    {
        byte[] input = [identifier, .. Encoding.UTF8.GetBytes(secret), .. challenge];
        return _algorithm == "5" ? MD5.HashData(input) : SHA256.HashData(input);
    }

    private ChapProgress Fail(string problem)
    {
        Problem = problem;
        return ChapProgress.Failed;
    }

    /// <summary>A name from the wire for the log: it has no control characters, but may be long.</summary>
    private static string Shorten(string? name) => name is null ? "" : name.Length <= 64 ? name : name[..64] + "…";
}
