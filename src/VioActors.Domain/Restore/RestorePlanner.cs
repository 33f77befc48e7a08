using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>
/// Compares a backup with the VIOS and works out what a restore does: hardware validation first and in its order (BR-7), then logical and
/// virtual devices (BR-8), then mappings. Changes nothing. Pure; thread-safe.
/// </summary>
public static class RestorePlanner
{
    public static RestorePlan Plan(BackupDocument backup, RestoreScene scene, RestoreOptions options)
    {
        var planning = new Planning(scene, [], []);
        foreach (var device in Relocation.Move(backup, scene).Devices)
        {
            var rule = DeviceCatalog.Get(device.Kind);
            if (options.Covers(rule))
            {
                Plan(planning, rule, device);
            }
        }

        return new RestorePlan(planning.Findings.ToValueList(), planning.Steps.ToValueList());
    }

    private static void Plan(Planning planning, DeviceKindRule rule, Device wanted)
    {
        var present = planning.Present(wanted.Key);
        if (rule.Class == DeviceClass.Hardware && wanted.Kind != DeviceKind.EthernetInterface)
        {
            PlanHardware(planning, rule, wanted, present);
        }
        else if (present is null)
        {
            PlanCreation(planning, wanted);
        }
        else if ((FindOther(rule, wanted, present) ?? DeploymentRules.FindObstacleOfNames(planning, wanted)) is { } other)
        {
            planning.Find(wanted, FindingKind.CannotBeDeployed, other);
        }
        else
        {
            PlanAttributes(planning, rule, wanted, present);
        }
    }

    private static void PlanHardware(Planning planning, DeviceKindRule rule, Device wanted, Device? present)
    {
        if (present is null)
        {
            planning.Find(wanted, FindingKind.Mismatch, "this VIOS has no such device");
            return;
        }

        var fixedOnes = rule.Attributes
            .Where(attribute => attribute.Uses == AttributeUses.Identity && wanted[attribute.Name] != present[attribute.Name])
            .Select(attribute => $"{attribute.Name} is '{present[attribute.Name]}' here and was '{wanted[attribute.Name]}'")
            .ToList();
        if (fixedOnes.Count > 0)
        {
            planning.Find(wanted, FindingKind.Mismatch, $"it is another device: {string.Join(", ", fixedOnes)}");
        }

        PlanAttributes(planning, rule, wanted, present, isNoted: fixedOnes.Count > 0);
    }

    private static void PlanAttributes(Planning planning, DeviceKindRule rule, Device wanted, Device present, bool isNoted = false)
    {
        var changes = rule.Attributes
            .Where(attribute => attribute.Uses.HasFlag(AttributeUses.Settable) && wanted[attribute.Name] != present[attribute.Name])
            .ToList();
        if (changes.Count == 0 || DeviceRules.IsKeptElsewhere(present))
        {
            if (!isNoted)
            {
                planning.Find(wanted, FindingKind.AlreadyDeployed, "");
            }

            return;
        }

        var changed = present.With(changes.Select(attribute => new DeviceAttribute(attribute.Name, wanted[attribute.Name])));
        planning.Do(RestoreAction.SetAttributes, changed, present);
        if (!isNoted)
        {
            planning.Find(wanted, FindingKind.ToBeSet, string.Join(", ", changes.Select(change => Describe(change, wanted))));
        }
    }

    private static void PlanCreation(Planning planning, Device wanted)
    {
        if (DeploymentRules.FindObstacle(planning, wanted) is { } obstacle)
        {
            planning.Find(wanted, FindingKind.CannotBeDeployed, obstacle);
            return;
        }

        if (DeploymentRules.FindEqual(planning, wanted) is { } same)
        {
            planning.Find(wanted, FindingKind.AlreadyDeployed, same);
            return;
        }

        var action = !DeviceRules.IsKeptElsewhere(wanted) ? RestoreAction.AddDevice
            : wanted.Kind == DeviceKind.VirtualTarget ? RestoreAction.Map
            : RestoreAction.AddAdapter;
        planning.Do(action, wanted, null);
        planning.Find(wanted, FindingKind.ToBeCreated, "");
    }

    // A device of the same name that is another one: of another parent, or with another identity (BR-8).
    private static string? FindOther(DeviceKindRule rule, Device wanted, Device present)
    {
        if (wanted.Parent != present.Parent)
        {
            return $"it is there and belongs to {(object?)present.Parent ?? "no other device"} instead of {wanted.Parent}";
        }

        var differing = rule.Attributes.Where(attribute =>
            attribute.Uses == AttributeUses.Identity && wanted[attribute.Name] != present[attribute.Name]).ToList();
        return differing.Count == 0 ? null
            : "another one of that name is there: " + string.Join(
                ", ", differing.Select(attribute =>
                    $"its {attribute.Name} is '{present[attribute.Name]}' instead of '{wanted[attribute.Name]}'"));
    }

    private static string Describe(AttributeRule attribute, Device wanted) =>
        attribute.Uses.HasFlag(AttributeUses.Secret) ? attribute.Name : $"{attribute.Name}={wanted[attribute.Name]}";
}

/// <summary>A plan that is being made. Not thread-safe.</summary>
internal sealed record Planning(RestoreScene Scene, List<RestoreFinding> Findings, List<RestoreStep> Steps)
{
    private readonly Dictionary<DeviceKey, Device> _present = Scene.Current.Devices.ToDictionary(device => device.Key);
    private readonly PlanningIndex _index = new(Scene.Current.Devices);
    private readonly HashSet<string> _units = [.. Scene.Units.Select(unit => unit.Lu.ToString())];
    private readonly HashSet<string> _unitNames = [.. Scene.Units.Select(unit => unit.Name.Value)];

    /// <summary>What is there, or will be by the steps so far, by what no two may have.</summary>
    public PlanningIndex Index => _index;

    /// <summary>The pool has this logical unit.</summary>
    public bool HasUnit(string udid) => _units.Contains(udid);

    /// <summary>The pool has a logical unit of this name.</summary>
    public bool HasUnitNamed(string name) => _unitNames.Contains(name);

    public Device? Present(DeviceKey key) => _present.GetValueOrDefault(key);

    public bool Has(DeviceKind kind, string name) =>
        DeviceName.TryParse(name, out var parsed, out _) && _present.ContainsKey(new DeviceKey(kind, parsed));

    public void Find(Device device, FindingKind finding, string reason) =>
        Findings.Add(new RestoreFinding(device.Kind, device.Name, finding, reason));

    public void Do(RestoreAction action, Device device, Device? before)
    {
        Steps.Add(new RestoreStep(Steps.Count, action, device, before));
        _present[device.Key] = device;
        _index.Replace(before, device);
    }
}
