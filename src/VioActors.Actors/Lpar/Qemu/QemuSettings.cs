namespace VioActors.Actors.Lpar.Qemu;

/// <summary>How a hypervisor runs QEMU. Immutable; thread-safe. The keys are described in <c>hocon/vio-actors.conf</c>.</summary>
/// <param name="Path">The program, a path or a name that is looked for.</param>
/// <param name="Acceleration">When processors are virtualised by the host's kernel.</param>
/// <param name="ExtraArguments">For every machine, before its own.</param>
/// <param name="RunDirectory">Where each machine has a folder for its monitor and console.</param>
/// <param name="PortalPort">Port at which machines look for their disks; 0: any free port, the same again when it is free.</param>
/// <param name="StartLimit">A machine whose monitor does not answer by then is given up.</param>
/// <param name="ShutdownLimit">How long a guest may take to shut down before it is ended.</param>
public sealed record QemuSettings(
    string Path, QemuAcceleration Acceleration, IReadOnlyList<string> ExtraArguments, string RunDirectory, int PortalPort,
    TimeSpan StartLimit, TimeSpan ShutdownLimit)
{
    /// <summary>Where machines have their control groups: <c>auto</c>, <c>off</c>, or a path (<see cref="ProcessorShares"/>).</summary>
    public string ControlGroup { get; init; } = ProcessorShares.Off;

    /// <summary>Where the memory of images of machines is.</summary>
    public string ImageDirectory => System.IO.Path.Combine(RunDirectory, "images");
}

/// <summary>Whether machines use the processors directly.</summary>
public enum QemuAcceleration
{
    Unspecified,

    /// <summary>KVM when a probe shows that a guest boots with it.</summary>
    Auto,

    Kvm,

    /// <summary>Every instruction is translated: slow, and works everywhere.</summary>
    Tcg,
}
