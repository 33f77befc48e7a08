namespace VioActors.Iscsi.Login;

/// <summary>Stages of the login phase and what follows (RFC 7143 clause 11.12.3).</summary>
public enum LoginStage
{
    SecurityNegotiation = 0,
    OperationalNegotiation = 1,
    FullFeaturePhase = 3,
}
