using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Login;

/// <summary>What a successful login leads to.</summary>
/// <param name="Session">The session that was begun or joined.</param>
/// <param name="Parameters">What holds on the connection.</param>
internal sealed record LoginOutcome(IscsiSession Session, SessionParameters Parameters);
