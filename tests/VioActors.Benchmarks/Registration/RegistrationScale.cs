namespace VioActors.Benchmarks.Registration;

/// <summary>How much the registration benchmark registers.</summary>
/// <param name="Vioses">Two on each CEC.</param>
/// <param name="ClientsPerVios">Client adapters of each VIOS, each with a client of its own that logs in.</param>
/// <param name="Systems">Actor systems that the VIOSes are spread over, beside that of the VIOS DB.</param>
/// <param name="MissedChanges">Changes of the cluster while one VIOS is cut off.</param>
internal sealed record RegistrationScale(int Vioses, int ClientsPerVios, int Systems, int MissedChanges)
{
    public static readonly RegistrationScale Full = new(1000, 20, 3, 10_000);

    /// <summary>Shows that it runs, measures nothing.</summary>
    public static readonly RegistrationScale Smoke = new(50, 2, 2, 100);
}
