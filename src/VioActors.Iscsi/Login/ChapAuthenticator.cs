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

    /// <summary>Takes the CHAP keys of one request and adds the keys of the answer to <paramref name="answers"/>.</summary>
    public ChapProgress Step(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        if (_algorithm.Length == 0)
        {
            return keys.TryGetValue("CHAP_A", out var offered) ? Challenge(offered, answers) : ChapProgress.Continue;
        }
        return keys.ContainsKey("CHAP_R") ? Verify(keys, answers) : ChapProgress.Failed;
    }

    private ChapProgress Challenge(string offered, ICollection<KeyValuePair<string, string>> answers)
    {
        var algorithm = offered.Split(',').FirstOrDefault(static a => a is "5" or "7");
        if (algorithm is null)
        {
            return ChapProgress.Failed;
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
        var proved = keys.TryGetValue("CHAP_N", out var name)
            & BinaryValue.TryParse(keys["CHAP_R"], ChallengeSizeBytesMax, out var response)
            && CryptographicOperations.FixedTimeEquals(response, expected)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(name!), Encoding.UTF8.GetBytes(requirement.Initiator.UserName));
        if (!proved)
        {
            return ChapProgress.Failed;
        }
        return keys.ContainsKey("CHAP_C") || keys.ContainsKey("CHAP_I") ? ProveTarget(keys, answers) : ChapProgress.Authenticated;
    }

    private ChapProgress ProveTarget(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        var valid = requirement.Target is not null
            & BinaryValue.TryParse(keys.GetValueOrDefault("CHAP_C", ""), ChallengeSizeBytesMax, out var challenge)
            & KeyText.TryNumber(keys.GetValueOrDefault("CHAP_I", ""), 0, 255, out var identifier);
        // An initiator that sends our challenge back wants us to compute its own answer (clause 9.2.1).
        if (!valid || challenge.AsSpan().SequenceEqual(_challenge))
        {
            return ChapProgress.Failed;
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
}
