using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>
/// FLOGI: a physical port of a VIOS logs in to the fabric that it is cabled to. Its sender is watched: when it ends, the link is gone.
/// Answered with <see cref="PortLoggedIn"/> or <see cref="Rejected"/>. Safe to repeat.
/// </summary>
public sealed record LogInPort(Wwpn Port) : IDomainMessage;

/// <summary>Answer to <see cref="LogInPort"/>.</summary>
public sealed record PortLoggedIn(FabricLogin Login) : IDomainMessage;

/// <summary>LOGO, or the loss of a link: the port, and what came through it, is logged out. Answered with <see cref="Ok"/>.</summary>
public sealed record LogOutPort(Wwpn Port, string Reason) : IDomainMessage;

/// <summary>Asks who is logged in. Answered with <see cref="SanReport"/>.</summary>
public sealed record GetSanReport : IDomainMessage
{
    public static GetSanReport Instance { get; } = new();
}

/// <summary>The storage area network at one moment. Immutable.</summary>
/// <param name="Ports">Who is logged in.</param>
/// <param name="Problems">LUNs with which something is wrong.</param>
public sealed record SanReport(
    SanConfiguration Configuration, ValueList<FabricLogin> Ports, ValueList<SanUnitProblem> Problems) : IDomainMessage
{
    /// <summary>The logins as the fabrics keep them.</summary>
    public FabricLogins Logins => new(Ports.ToImmutableSortedDictionary(login => login.Port.Value, login => login));

    /// <summary>What is wrong with a LUN; empty: nothing.</summary>
    public string ProblemOf(SanName unit) => Problems.FirstOrDefault(problem => problem.Unit == unit)?.Problem ?? "";
}

/// <summary>A LUN that cannot be used, and why.</summary>
public sealed record SanUnitProblem(SanName Unit, string Problem);

/// <summary>
/// The record of the storage area network was changed: work by it now, without waiting to be told. Answered with <see cref="Ok"/> when that
/// is so.
/// </summary>
public sealed record RefreshSan : IDomainMessage;
