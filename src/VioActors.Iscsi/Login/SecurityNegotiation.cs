using System.Security.Cryptography;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Login;

/// <summary>
/// AuthMethod and what follows from it (RFC 7143 clause 12). With a requirement only CHAP is acceptable, without one only None. One for
/// each login.
/// Not thread-safe.
/// </summary>
public sealed class SecurityNegotiation(ChapRequirement? requirement, RandomNumberGenerator random)
{
    private readonly ChapAuthenticator? _chap = requirement is null ? null : new ChapAuthenticator(requirement, random);
    private bool _methodChosen;

    /// <summary>The initiator may go on to the next stage.</summary>
    public bool IsDone { get; private set; } = requirement is null;

    /// <summary>Why it failed, for the log; tells no secret.</summary>
    public string Problem { get; private set; } = "it left the security stage without a proof";

    /// <summary>Takes the security keys of one request; adds the answers.</summary>
    public LoginStatus Step(IReadOnlyDictionary<string, string> keys, ICollection<KeyValuePair<string, string>> answers)
    {
        if (keys.TryGetValue("AuthMethod", out var offered))
        {
            var wanted = requirement is null ? "None" : "CHAP";
            if (_methodChosen || !offered.Split(',').Contains(wanted))
            {
                Problem = $"it offers other methods than {wanted}";
                answers.Add(new("AuthMethod", KeyText.Reject));
                return LoginStatus.AuthenticationFailure;
            }
            _methodChosen = true;
            answers.Add(new("AuthMethod", wanted));
        }
        if (_chap is null || IsDone || !_methodChosen)
        {
            return LoginStatus.Success;
        }
        var progress = _chap.Step(keys, answers);
        IsDone = progress == ChapProgress.Authenticated;
        Problem = _chap.Problem;
        return progress == ChapProgress.Failed ? LoginStatus.AuthenticationFailure : LoginStatus.Success;
    }

    /// <summary>Keys that belong to this negotiation and not to the operational one.</summary>
    public static bool Owns(string key) => key is "AuthMethod" || key.StartsWith("CHAP_", StringComparison.Ordinal);
}
