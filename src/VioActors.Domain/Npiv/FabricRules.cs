namespace VioActors.Domain.Npiv;

/// <summary>What must hold of switches and cables before they are recorded. Pure; thread-safe.</summary>
internal static class FabricRules
{
    private const int SwitchCountMax = 239;
    private const int OwnerLengthMax = 80;

    // FC-SW-5 clause 4.8: domains 1 to 239 are switches.
    private const int DomainMax = 239;

    /// <summary>What is wrong, as the second half of a sentence; null when nothing is.</summary>
    public static string? FindFault(DefineFabric fabric)
    {
        if (fabric.Switches.Count > SwitchCountMax || fabric.Attachments.Count > SwitchCountMax * 256)
        {
            return $"it has at most {SwitchCountMax} switches of 256 ports";
        }

        var names = fabric.Switches.Select(known => known.Name).ToHashSet();
        if (names.Count != fabric.Switches.Count)
        {
            return "two switches have one name";
        }

        if (fabric.Switches.FirstOrDefault(known => known.DomainId is < 1 or > DomainMax) is { } bad)
        {
            return $"domain {bad.DomainId} of switch {bad.Name} is not from 1 to {DomainMax}";
        }

        if (fabric.Switches.Select(known => (known.Fabric, known.DomainId)).Distinct().Count() != fabric.Switches.Count)
        {
            return "two switches of one fabric have one domain";
        }

        foreach (var attachment in fabric.Attachments)
        {
            var fault = !names.Contains(attachment.Switch) ? $"there is no switch {attachment.Switch}"
                : attachment.PortNumber is < 0 or > 255 ? $"port {attachment.PortNumber} is not from 0 to 255"
                : attachment.Role is not (FcPortRole.Host or FcPortRole.Storage) ? $"the role of {attachment.Port} is not known"
                : attachment.Owner.Length > OwnerLengthMax || attachment.Owner.Any(char.IsControl)
                    ? $"the owner of {attachment.Port} has more than {OwnerLengthMax} characters or is not printable"
                : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        return fabric.Attachments.Select(attachment => attachment.Port).Distinct().Count() != fabric.Attachments.Count
            ? "a port is cabled twice"
            : fabric.Attachments.Select(attachment => (attachment.Switch, attachment.PortNumber)).Distinct().Count()
                != fabric.Attachments.Count ? "two ports are cabled to one port of a switch"
            : null;
    }
}
