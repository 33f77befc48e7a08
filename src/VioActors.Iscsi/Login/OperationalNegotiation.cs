using VioActors.Iscsi.Session;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Login;

/// <summary>
/// The responder's answers to operational keys (RFC 7143 clauses 6.2 and 13) and the parameters that come out. One for each login. Not
/// thread-safe.
/// </summary>
/// <param name="limits">What the target wants.</param>
/// <param name="isDiscovery">The session is for discovery.</param>
/// <param name="session">What the session agreed on that this login joins; null: it begins one.</param>
public sealed class OperationalNegotiation(NegotiationLimits limits, bool isDiscovery, SessionParameters? session = null)
{
    private const string Yes = "Yes";
    private const string No = "No";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private bool _headerDigest;
    private bool _dataDigest;
    private bool _initialR2T = true;
    private bool _immediateData = true;
    private int _maxConnections = 1;
    private int _initiatorRecv = 8192;
    private int _maxBurst = Math.Min(262144, limits.MaxBurstLength);
    private int _firstBurst = Math.Min(65536, limits.FirstBurstLength);
    private int _time2Wait = 2;
    private int _time2Retain = 20;
    private int _maxOutstandingR2T = 1;

    /// <summary>The initiator's way out of a required digest was taken: the login cannot succeed.</summary>
    public bool IsDigestMissing =>
        (limits.HeaderDigest == DigestPolicy.Required && !_headerDigest) || (limits.DataDigest == DigestPolicy.Required && !_dataDigest);

    /// <summary>A key whose meaning depends on others: to be offered after all others of its request.</summary>
    public static bool DependsOnOthers(string key) => key is "FirstBurstLength";

    /// <summary>Takes one key. The answer is null for a declaration, which needs none; false when the key came before, or is not the
    /// initiator's to send.</summary>
    public bool TryOffer(string key, string value, out string? answer)
    {
        answer = null;
        if (!_seen.Add(key) || IsOfTarget(key))
        {
            return false; // A key is negotiated once in a login (clause 6.3), and declared by the side whose it is (clause 13).
        }
        answer = IsSessionKey(key) && isDiscovery ? KeyText.Irrelevant
            : session is not null && IsLeadingOnly(key) ? KeyText.Reject // What the session has stays (clause 13, "LO").
            : Answer(key, value);
        return key != "MaxRecvDataSegmentLength" || answer is null; // A declaration has no answer by which it could be refused.
    }

    /// <summary>The outcome.</summary>
    /// <param name="declaredRecvSegment">The target told its MaxRecvDataSegmentLength; else the default of the standard holds.</param>
    public SessionParameters Result(bool declaredRecvSegment) => new()
    {
        HeaderDigest = _headerDigest,
        DataDigest = _dataDigest,
        InitiatorRecvSegmentLengthMax = _initiatorRecv,
        TargetRecvSegmentLengthMax = declaredRecvSegment ? limits.MaxRecvDataSegmentLength : 8192,
        MaxConnections = session?.MaxConnections ?? _maxConnections,
        InitialR2T = session?.InitialR2T ?? _initialR2T,
        ImmediateData = session?.ImmediateData ?? _immediateData,
        MaxBurstLength = session?.MaxBurstLength ?? _maxBurst,
        FirstBurstLength = session?.FirstBurstLength ?? Math.Min(_firstBurst, _maxBurst),
        DefaultTime2WaitSeconds = session?.DefaultTime2WaitSeconds ?? _time2Wait,
        DefaultTime2RetainSeconds = session?.DefaultTime2RetainSeconds ?? _time2Retain,
        MaxOutstandingR2T = session?.MaxOutstandingR2T ?? _maxOutstandingR2T,
    };

    /// <summary>Keys of the operational stage that mean nothing in a discovery session (clause 13, "Use").</summary>
    private static bool IsSessionKey(string key) => key is "MaxConnections" or "InitialR2T" or "ImmediateData" or "MaxBurstLength"
        or "FirstBurstLength" or "MaxOutstandingR2T" or "DataPDUInOrder" or "DataSequenceInOrder";

    /// <summary>Negotiated by the login that begins a session, for all of its connections (clause 13, "LO").</summary>
    private static bool IsLeadingOnly(string key) =>
        IsSessionKey(key) || key is "ErrorRecoveryLevel" or "DefaultTime2Wait" or "DefaultTime2Retain" or "TaskReporting"
            or "iSCSIProtocolLevel";

    /// <summary>Declared by targets only (clauses 13.7 to 13.9).</summary>
    private static bool IsOfTarget(string key) => key is "TargetAlias" or "TargetAddress" or "TargetPortalGroupTag";

    private string? Answer(string key, string value) => key switch
    {
        "HeaderDigest" => Digest(value, limits.HeaderDigest, ref _headerDigest),
        "DataDigest" => Digest(value, limits.DataDigest, ref _dataDigest),
        "InitialR2T" => Or(value, limits.InitialR2T, ref _initialR2T),
        "ImmediateData" => And(value, limits.ImmediateData, ref _immediateData),
        "DataPDUInOrder" or "DataSequenceInOrder" => IsBoolean(value) ? Yes : KeyText.Reject,
        "MaxConnections" => Minimum(value, 1, 65535, limits.MaxConnections, ref _maxConnections),
        "ErrorRecoveryLevel" => KeyText.TryNumber(value, 0, 2, out _) ? "0" : KeyText.Reject,
        "MaxRecvDataSegmentLength" => Declare(value, ref _initiatorRecv),
        "MaxBurstLength" => Minimum(value, 512, KeyText.LengthMax, limits.MaxBurstLength, ref _maxBurst),
        // Clause 13.14: nothing ever comes unasked.
        "FirstBurstLength" when _initialR2T && !_immediateData => KeyText.Irrelevant,
        "FirstBurstLength" => Minimum(value, 512, KeyText.LengthMax, limits.FirstBurstLength, ref _firstBurst),
        "MaxOutstandingR2T" => Minimum(value, 1, 65535, limits.MaxOutstandingR2T, ref _maxOutstandingR2T),
        "DefaultTime2Retain" => Minimum(value, 0, 3600, limits.DefaultTime2Retain, ref _time2Retain),
        "DefaultTime2Wait" => Maximum(value, 0, 3600, limits.DefaultTime2Wait, ref _time2Wait),
        "TaskReporting" => value.Split(',').Contains("RFC3720") ? "RFC3720" : KeyText.Reject,
        "iSCSIProtocolLevel" => KeyText.TryNumber(value, 0, 31, out var level) ? Math.Min(level, 1).ToString() : KeyText.Reject,
        // Obsolete keys which must still be understood (clause 13.25).
        "IFMarker" or "OFMarker" => No,
        "IFMarkInt" or "OFMarkInt" => KeyText.Reject,
        "SendTargets" => KeyText.Reject, // For the full feature phase only (appendix C).
        _ => KeyText.NotUnderstood,
    };

    private static bool IsBoolean(string value) => value is Yes or No;

    private static string Or(string value, bool own, ref bool result)
    {
        result = IsBoolean(value) ? value == Yes || own : result;
        return IsBoolean(value) ? (result ? Yes : No) : KeyText.Reject;
    }

    private static string And(string value, bool own, ref bool result)
    {
        result = IsBoolean(value) ? value == Yes && own : result;
        return IsBoolean(value) ? (result ? Yes : No) : KeyText.Reject;
    }

    private static string Minimum(string value, int low, int high, int own, ref int result)
    {
        if (!KeyText.TryNumber(value, low, high, out var offered))
        {
            return KeyText.Reject;
        }
        result = Math.Min(offered, own);
        return result.ToString();
    }

    private static string Maximum(string value, int low, int high, int own, ref int result)
    {
        if (!KeyText.TryNumber(value, low, high, out var offered))
        {
            return KeyText.Reject;
        }
        result = Math.Max(offered, own);
        return result.ToString();
    }

    private static string? Declare(string value, ref int result)
    {
        if (!KeyText.TryNumber(value, 512, KeyText.LengthMax, out var declared))
        {
            return KeyText.Reject;
        }
        result = declared;
        return null;
    }

    private static string Digest(string value, DigestPolicy policy, ref bool result)
    {
        foreach (var offered in value.Split(','))
        {
            if ((offered == "CRC32C" && policy != DigestPolicy.Refused) || (offered == "None" && policy != DigestPolicy.Required))
            {
                result = offered == "CRC32C";
                return offered;
            }
        }
        return KeyText.Reject;
    }
}
