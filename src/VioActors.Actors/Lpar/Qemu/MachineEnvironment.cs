namespace VioActors.Actors.Lpar.Qemu;

/// <summary>What machines of a CEC run with. Immutable; thread-safe.</summary>
/// <param name="Portal">Where they look for their disks, <c>host:port</c>: it sends them to a VIOS that serves them.</param>
/// <param name="TargetNameOf">iSCSI name of a client partition's target, by the partition's name.</param>
public sealed record MachineEnvironment(QemuSettings Settings, string Portal, Func<string, string> TargetNameOf, TimeProvider Time)
{
    /// <summary>
    /// The process of the hypervisor is started again when its actor system ends by itself, and takes its machines over: they go on.
    /// </summary>
    public bool OutliveSystem { get; init; }

    /// <summary>How every machine is accelerated; decided once.</summary>
    internal AccelerationProbe Acceleration { get; } = new(Settings);

    /// <summary>How the host's kernel shares its processors between them; decided with the first machine.</summary>
    internal Lazy<ProcessorShares> Shares { get; } = new(() => ProcessorShares.Open(Settings.ControlGroup));
}
