using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.Registration;

/// <summary>Sent by the VIOS: register, or register again with other data. Answered with <see cref="RegistrationAccepted"/> or
/// <see cref="RegistrationFailed"/>.</summary>
internal sealed record Register(ViosRegistration Registration);

/// <summary>Told to the VIOS: the DB accepted.</summary>
/// <param name="Cluster">Configuration and state data (REG-2).</param>
/// <param name="Attempts">Requests that it took.</param>
internal sealed record RegistrationAccepted(ClusterData Cluster, int Attempts);

/// <summary>Told to the VIOS: refused, or no answer came to any attempt (REG-3).</summary>
internal sealed record RegistrationFailed(string Reason, int Attempts);
