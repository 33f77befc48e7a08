using Akka.Configuration;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp;
using VioActors.Domain.Cec;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Settings;

/// <summary>
/// The <c>vio-actors</c> block of the configuration, read once and validated whole. Immutable; thread-safe. The keys, their units and
/// effects are
/// described in <c>hocon/vio-actors.conf</c>.
/// </summary>
public sealed record VioActorsSettings
{
    /// <summary>Absolute path of the folder for everything persistent.</summary>
    public required string DataDirectory { get; init; }

    public required string ClusterName { get; init; }

    public required CecSettings Cec { get; init; }

    /// <summary>Names of the VIOSes that the dev role runs, in order.</summary>
    public required IReadOnlyList<string> ViosNames { get; init; }

    public required RegistrationSettings Registration { get; init; }

    /// <summary>How long the primary node may act without renewing its office (REG-7).</summary>
    public required TimeSpan PrimaryLease { get; init; }

    public required IscsiSettings Iscsi { get; init; }

    public required PoolSettings Pool { get; init; }

    public required IReadOnlyList<LogicalUnitSettings> LogicalUnits { get; init; }

    public required LparSettings Lpar { get; init; }

    public required PhypSettings Phyp { get; init; }

    public required QemuSettings Qemu { get; init; }

    public required StoragePathSettings StoragePath { get; init; }

    public required IoRedundancySettings IoRedundancy { get; init; }

    public required BackupSettings Backup { get; init; }

    public required MailSettings Mail { get; init; }

    public required NpivSettings Npiv { get; init; }

    /// <summary>Reads and validates; every fault found is named in one exception.</summary>
    /// <param name="config">The whole configuration, with the <c>vio-actors</c> block in it.</param>
    /// <exception cref="SettingsException">One or more settings are missing or out of range.</exception>
    public static VioActorsSettings Read(Config config)
    {
        var reader = new SettingsReader(config.GetConfig("vio-actors") ?? Config.Empty, "vio-actors");
        var settings = new VioActorsSettings
        {
            DataDirectory = reader.Folder("data-directory"),
            ClusterName = reader.Named<ClusterName>("cluster.name"),
            Cec = new CecSettings(
                reader.Text("cec.machine-type", 4, 4),
                reader.Text("cec.model", 3, 3),
                reader.Text("cec.serial", 0, 7),
                [.. reader.Items("cec.physical-adapters", 0, CecHardwareRules.DeviceCountMax).Select(DeviceSettings.ReadAdapter)],
                [.. reader.Items("cec.local-disks", 0, CecHardwareRules.DeviceCountMax).Select(DeviceSettings.ReadDisk)],
                [.. reader.Texts("cec.neighbours", 0, CecHardwareRules.NeighbourCountMax)]),
            ViosNames = reader.Texts("vios", 2, 16),
            Registration = new RegistrationSettings(
                reader.Duration("registration.answer-timeout", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
                (int)reader.Integer("registration.retry-count-max", 0, 1000)),
            Iscsi = new IscsiSettings(
                reader.Text("iscsi.listen", 1, 255),
                (int)reader.Integer("iscsi.port-first", 0, 65_500),
                reader.Text("iscsi.iqn-prefix", 5, 100),
                (int)reader.Integer("iscsi.queue-depth-max", 1, 4096),
                (int)reader.Integer("iscsi.max-connections", 1, 64),
                reader.Duration("iscsi.login-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
                reader.Duration("iscsi.poll-time", TimeSpan.Zero, TimeSpan.FromMilliseconds(1))),
            Pool = new PoolSettings(
                reader.Named<PoolName>("pool.name"),
                reader.PowerOfTwo("pool.chunk-size", 64 * 1024, 64 * 1024 * 1024),
                [.. reader.Items("pool.physical-volumes", 1, 1024).Select(pv => new PhysicalVolumeSettings(
                    pv.Named<PvName>("name"), pv.Size("size", 16L << 20, 16L << 40)))]),
            LogicalUnits = [.. reader.Items("logical-units", 0, 8192).Select(lu => new LogicalUnitSettings(
                lu.Named<LuName>("name"), lu.Size("size", 1L << 20, 4L << 40), lu.Text("client", 1, 63)))],
            Lpar = new LparSettings(
                reader.Switch("lpar.enabled"),
                reader.Text("lpar.name", 1, 63),
                reader.Size("lpar.size", 1L << 20, 4L << 40),
                (int)reader.Integer("lpar.rate", 0, 1_000_000),
                (int)reader.Integer("lpar.working-set-blocks", 1, 1 << 24),
                reader.Duration("lpar.io-timeout", TimeSpan.Zero, TimeSpan.FromHours(24)),
                EventSettings.Read(reader, "lpar.freeze-on")),
            Phyp = new PhypSettings(
                reader.Duration("phyp.heartbeat-interval", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
                (int)reader.Integer("phyp.heartbeat-misses-max", 1, 100_000),
                EventSettings.Read(reader, "phyp.built-in-events"))
            {
                Processors = (int)reader.Integer("phyp.processors", 1, 4096),
                DispatchWindow = reader.Duration("phyp.dispatch-window", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)),
                MemoryMebibytes = (int)(reader.Size("phyp.memory", 1L << 20, 1L << 50) >> 20),
                OverdueAfter = reader.Duration("phyp.overdue-after", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24)),
                MemoryReturnLimit = reader.Duration("phyp.memory-return-limit", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            },
            Qemu = VirtualMachineSettings.Read(reader),
            Backup = BackupSettings.Read(reader),
            Mail = MailSettings.Read(reader),
            Npiv = NpivSettings.Read(reader),
            StoragePath = StoragePathSettings.Read(reader),
            IoRedundancy = IoRedundancySettings.Read(reader),
            PrimaryLease = reader.Duration("primary-node.lease", TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(10)),
        };
        reader.Distinct("vios", settings.ViosNames);
        reader.Distinct("pool.physical-volumes", settings.Pool.PhysicalVolumes.Select(pv => pv.Name));
        reader.Distinct("logical-units", settings.LogicalUnits.Select(lu => lu.Name));
        reader.ThrowOnFaults();
        return settings;
    }
}

/// <summary>Machine type, model and serial number of the CEC; an empty serial is drawn at first start.</summary>
/// <param name="PhysicalAdapters">None: every VIOS has those of a usual one.</param>
/// <param name="Neighbours">CECs that this one reaches, <c>9009.42A.10F6E2B</c>.</param>
public sealed record CecSettings(
    string MachineType,
    string Model,
    string Serial,
    IReadOnlyList<DeviceSettings> PhysicalAdapters,
    IReadOnlyList<DeviceSettings> LocalDisks,
    IReadOnlyList<string> Neighbours);

/// <param name="AnswerTimeout">How long a VIOS waits for the VIOS DB's answer before it sends again.</param>
/// <param name="RetryCountMax">Repeats after the first try (REG-3); 0: none.</param>
public sealed record RegistrationSettings(TimeSpan AnswerTimeout, int RetryCountMax);

/// <param name="Listen">Address that the portals listen on.</param>
/// <param name="PortFirst">Port of the first VIOS's portal, the next VIOS takes the next; 0: any free port for each.</param>
/// <param name="IqnPrefix">First part of every target name.</param>
/// <param name="QueueDepthMax">Tasks that one nexus may have outstanding.</param>
/// <param name="MaxConnections">TCP connections that one session may have.</param>
/// <param name="LoginTimeout">A login that is not finished by then is dropped.</param>
/// <param name="PollTime">How long a connection's thread looks for the next request before it sleeps; zero: it does not.</param>
public sealed record IscsiSettings(
    string Listen, int PortFirst, string IqnPrefix, int QueueDepthMax, int MaxConnections, TimeSpan LoginTimeout, TimeSpan PollTime);

public sealed record PoolSettings(string Name, long ChunkSizeBytes, IReadOnlyList<PhysicalVolumeSettings> PhysicalVolumes);

public sealed record PhysicalVolumeSettings(string Name, long SizeBytes);

/// <param name="Name">Name of the LU, unique in its pool.</param>
/// <param name="SizeBytes">Size that the client sees.</param>
/// <param name="Client">Name of the client partition that it is mapped to, through every VIOS.</param>
public sealed record LogicalUnitSettings(string Name, long SizeBytes, string Client);

/// <param name="Enabled">Whether the dev role has a built-in client partition.</param>
/// <param name="Name">Name of the partition; its LU has the same.</param>
/// <param name="SizeBytes">Size of its LU.</param>
/// <param name="RatePerSecond">Verified operations a second; 0: only when told to.</param>
/// <param name="WorkingSetBlocks">Blocks of 4 KiB that it uses.</param>
/// <param name="IoTimeout">How long a command waits for a path before the guest crashes; zero: for ever.</param>
/// <param name="FreezeOn">Events of a VIOS which freeze it (NPV-4).</param>
public sealed record LparSettings(
    bool Enabled, string Name, long SizeBytes, int RatePerSecond, int WorkingSetBlocks, TimeSpan IoTimeout,
    IReadOnlyList<ViosEventKind> FreezeOn);
