namespace VioActors.Iscsi.Login;

/// <summary>What a portal says to an initiator's list of digests.</summary>
public enum DigestPolicy
{
    /// <summary>The initiator's first choice is taken.</summary>
    Accepted,

    /// <summary>CRC32C or no session.</summary>
    Required,

    /// <summary>None only.</summary>
    Refused,
}
