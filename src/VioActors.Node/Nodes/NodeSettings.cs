using System.Net;
using Akka.Configuration;
using VioActors.Actors.Settings;
using VioActors.Domain.Values;

namespace VioActors.Node.Nodes;

/// <summary>
/// The block <c>vio-actors.node</c>: what this process of a cluster runs, and where the others are found. Immutable; thread-safe.
/// </summary>
/// <param name="Roles">Any of the constants here.</param>
/// <param name="Cec">The machine that this process runs on.</param>
/// <param name="Machines">Every machine of the cluster.</param>
/// <param name="SharedDirectory">Absolute.</param>
/// <param name="Provider"><c>sqlite</c> or <c>postgresql</c>.</param>
public sealed record NodeSettings(
    IReadOnlySet<string> Roles,
    string Name,
    CecId Cec,
    IReadOnlyList<MachineSettings> Machines,
    string SharedDirectory,
    string Hostname,
    int Port,
    string Provider,
    string ConnectionString,
    TimeSpan CompareInterval,
    TimeSpan StartLimit,
    FenceCommand Fence)
{
    public const string CecRole = "cec";
    public const string ViosRole = "vios";
    public const string ManagementRole = "management";
    public const string ViosDbRole = "vios-db";

    /// <summary>The storage area network that the Fibre Channel ports of every machine are cabled to.</summary>
    public const string SanRole = "san";

    private static readonly string[] Known = [CecRole, ViosRole, ManagementRole, ViosDbRole, SanRole];

    public bool Has(string role) => Roles.Contains(role);

    /// <summary>Role of the member that runs the VIOS of that name.</summary>
    public static string RoleOfVios(string name) => $"vios-{name}";

    /// <summary>Role of the member that runs a CEC.</summary>
    public static string RoleOfCec(CecId cec) => $"cec-{cec}";

    /// <exception cref="SettingsException">One or more settings are missing or out of range; all are named.</exception>
    public static NodeSettings Read(Config config, VioActorsSettings settings)
    {
        var node = config.GetConfig("vio-actors.node");
        var name = node.GetString("name");
        var own = CecId.TryParse($"{settings.Cec.MachineType}.{settings.Cec.Model}.{settings.Cec.Serial}", out var cec, out var problem)
            ? cec
            : throw new SettingsException([$"vio-actors.cec: {problem}: the processes of a cluster must name the CEC they belong to."]);
        var machines = MachineSettings.Read(node, settings, own);
        var read = new NodeSettings(
            node.GetStringList("roles").ToHashSet(StringComparer.Ordinal), name,
            machines.FirstOrDefault(machine => machine.Vioses.Contains(name))?.Cec ?? own, machines,
            Path.GetFullPath(node.GetString("shared-directory")), node.GetString("hostname"), node.GetInt("port"),
            node.GetString("database.provider"), node.GetString("database.connection-string"), node.GetTimeSpan("compare-interval"),
            node.GetTimeSpan("start-limit"), FenceCommand.Read(node.GetConfig("fence")));
        var faults = read.Faults(settings).ToList();
        return faults.Count == 0 ? read : throw new SettingsException(faults);
    }

    private IEnumerable<string> Faults(VioActorsSettings settings)
    {
        if (Roles.Count == 0 || Roles.Except(Known).Any())
            yield return $"vio-actors.node.roles is [{string.Join(", ", Roles)}]: allowed is one or more of {string.Join(", ", Known)}.";
        if (Name.Length is 0 or > 63)
            yield return $"vio-actors.node.name is '{Name}': allowed are 1 to 63 characters, unique in the cluster.";
        if (Has(ViosRole) && !settings.ViosNames.Contains(Name))
            yield return $"vio-actors.node.name is '{Name}': a VIOS is one of vio-actors.vios, {string.Join(", ", settings.ViosNames)}.";
        if (Has(CecRole) && Machines.All(machine => machine.Cec != Cec))
            yield return $"vio-actors.cec is {Cec}: vio-actors.node.machines has no such machine.";
        foreach (var vios in settings.ViosNames.Where(vios => Machines.Count(machine => machine.Vioses.Contains(vios)) != 1))
            yield return $"VIOS {vios} of vio-actors.vios must be on one machine of vio-actors.node.machines.";
        if (Port is < 0 or > 65_535)
            yield return $"vio-actors.node.port is {Port}: allowed is 0 to 65535.";
        if (Provider is not ("sqlite" or "postgresql"))
            yield return $"vio-actors.node.database.provider is '{Provider}': allowed is sqlite or postgresql.";
        if (Provider == "postgresql" && ConnectionString.Length == 0)
            yield return "vio-actors.node.database.connection-string is empty: PostgreSQL needs one.";
        if (!IPAddress.TryParse(settings.Iscsi.Listen, out _))
            yield return $"vio-actors.iscsi.listen is '{settings.Iscsi.Listen}': allowed is an IP address of this host.";
        if (CompareInterval < TimeSpan.FromMilliseconds(100) || StartLimit < TimeSpan.FromSeconds(1))
            yield return "vio-actors.node: compare-interval is 100ms at least, start-limit 1s.";
        foreach (var fault in Fence.Faults())
            yield return fault;
    }
}
