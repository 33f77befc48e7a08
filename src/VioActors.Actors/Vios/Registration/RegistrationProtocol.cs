using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Registration;

/// <summary>Sent by the VIOS: register, or register again with other data. Answered with <see cref="RegistrationAccepted"/> or
/// <see cref="RegistrationFailed"/>.</summary>
/// <param name="Known">Version of the cluster data in the local store; 0 for none.</param>
internal sealed record Register(ViosRegistration Registration, ObjectVersion Known);

/// <summary>Told to the VIOS: the DB accepted.</summary>
/// <param name="Store">For the daemon: configuration and state data, or what the VIOS lacks of them (REG-2).</param>
/// <param name="Attempts">Requests that it took.</param>
internal sealed record RegistrationAccepted(object Store, int Attempts);

/// <summary>Told to the VIOS: refused, or no answer came to any attempt (REG-3).</summary>
internal sealed record RegistrationFailed(string Reason, int Attempts);
