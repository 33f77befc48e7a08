using VioActors.Domain.Images;

namespace VioActors.Domain.Tests.Images;

/// <summary>Operating systems for tests.</summary>
internal static class Media
{
    public static OsMedium Make(string name, ulong seed, int pages = 32, params string[] without)
    {
        var services = new List<OsService>
        {
            new("kernel.open", PortionKind.KernelEntry, 3 + seed, 11, 7, "", OsChangeKind.Unspecified, false),
            new("libc.hash", PortionKind.Library, 31, seed, 13, "kernel.open", OsChangeKind.Unspecified, true),
            new("net.send", PortionKind.Driver, 5, 17 * seed, 29, "libc.hash", OsChangeKind.NetworkAddress, true),
        };
        services.RemoveAll(service => without.Contains(service.Name));
        return new OsMedium(name, $"7.{seed}", pages, seed, services, [new OsChange(OsChangeKind.NetworkAddress, "10.0.0.1")]);
    }
}
