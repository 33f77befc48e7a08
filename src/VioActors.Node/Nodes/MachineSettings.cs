using Akka.Configuration;
using Akka.Configuration.Hocon;
using VioActors.Actors.Settings;
using VioActors.Domain.Values;

namespace VioActors.Node.Nodes;

/// <summary>One machine of a cluster with the VIOSes on it. Immutable; thread-safe.</summary>
public sealed record MachineSettings(CecId Cec, IReadOnlyList<string> Vioses)
{
    /// <summary>Machines that a cluster may have in its settings; more join by <c>cluster</c> commands.</summary>
    private const int CountMax = 64;

    /// <summary>The machines named in <c>node.machines</c>; with none there, <paramref name="own"/> has every VIOS.</summary>
    /// <exception cref="SettingsException">A machine is not understood.</exception>
    public static IReadOnlyList<MachineSettings> Read(Config node, VioActorsSettings settings, CecId own)
    {
        var items = node.GetValue("machines")?.GetArray() ?? [];
        if (items.Count == 0)
            return [new MachineSettings(own, settings.ViosNames)];
        if (items.Count > CountMax)
            throw new SettingsException([$"vio-actors.node.machines has {items.Count} entries: allowed are {CountMax}."]);
        var machines = items.Select((item, index) =>
            Read(new Config(new HoconRoot(item)), $"vio-actors.node.machines[{index}]", settings.Cec)).ToList();
        return machines.DistinctBy(machine => machine.Cec).Count() == machines.Count
            ? machines
            : throw new SettingsException(["vio-actors.node.machines names a machine twice: each has a serial of its own."]);
    }

    private static MachineSettings Read(Config machine, string where, CecSettings defaults)
    {
        var type = machine.GetString("machine-type", defaults.MachineType);
        var model = machine.GetString("model", defaults.Model);
        return CecId.TryParse($"{type}.{model}.{machine.GetString("serial", "")}", out var cec, out var problem)
            ? new MachineSettings(cec, [.. machine.GetStringList("vios")])
            : throw new SettingsException([$"{where}: {problem}"]);
    }
}
