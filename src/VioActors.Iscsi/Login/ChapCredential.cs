namespace VioActors.Iscsi.Login;

/// <summary>A CHAP user and its secret. Its text form does not show the secret.</summary>
/// <param name="UserName">CHAP_N.</param>
/// <param name="Secret">Shared secret; at least 12 bytes are advised (RFC 7143 clause 9.2.1).</param>
public sealed record ChapCredential(string UserName, string Secret)
{
    public override string ToString() => $"{nameof(ChapCredential)} {{ UserName = {UserName} }}";
}

/// <summary>What an initiator must prove, and what the target can prove to it.</summary>
/// <param name="Initiator">Credential that the initiator must know.</param>
/// <param name="Target">Credential for mutual authentication; null: the target cannot authenticate itself.</param>
public sealed record ChapRequirement(ChapCredential Initiator, ChapCredential? Target = null);
