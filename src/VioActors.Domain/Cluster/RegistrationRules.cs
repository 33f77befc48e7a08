namespace VioActors.Domain.Cluster;

/// <summary>Bounds of what a VIOS may say about itself. Thread-safe.</summary>
public static class RegistrationRules
{
    public const int NameLengthMax = 255;
    public const int AddressLengthMax = 255;
    public const int LayerCountMax = 16;
    public const int ComponentCountMax = 64;
    public const int PortalCountMax = 16;
    public const int TextLengthMax = 1024;

    /// <summary>What is wrong with the registration, as the end of a sentence; null for nothing.</summary>
    public static string? FindProblem(ViosRegistration registration) =>
        registration.Name.Length is 0 or > NameLengthMax ? $"its name must have 1 to {NameLengthMax} characters"
        : registration.Drc.Slot is not null ? $"its DRC name {registration.Drc} names a slot; leave out the slot"
        : registration.Incarnation < 1 ? "its incarnation must be 1 or more"
        : registration.Address.Length > AddressLengthMax ? $"its address is longer than {AddressLengthMax} characters"
        : registration.Stack.Count > LayerCountMax ? $"it reports more than {LayerCountMax} layers"
        : registration.Stack.Any(layer =>
            layer.Detail.Length > TextLengthMax) ? $"a layer's detail is longer than {TextLengthMax} characters"
        : registration.Components.Count > ComponentCountMax ? $"it reports more than {ComponentCountMax} components"
        : registration.Portals.Count > PortalCountMax ? $"it reports more than {PortalCountMax} portals"
        : registration.Portals.Any(portal => portal.Length is 0 or > AddressLengthMax) ? "a portal address is empty or too long"
        : registration.Interconnects.Count > PortalCountMax ? $"it reports more than {PortalCountMax} interconnects"
        : registration.Interconnects.Any(address =>
            address.Length is 0 or > AddressLengthMax) ? "an interconnect address is empty or too long"
        : null;
}
