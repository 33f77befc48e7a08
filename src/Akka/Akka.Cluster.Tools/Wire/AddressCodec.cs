using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Tools.Schemas;

namespace Akka.Cluster.Tools.Wire;

/// <summary>Addresses of nodes on the wire. Thread-safe.</summary>
internal static class AddressCodec
{
    private const uint PortMax = 65_535;

    public static NodeAddress Write(Address address) => new()
    {
        System = address.System,
        Hostname = address.Host ?? "",
        Port = (uint)(address.Port ?? 0),
        Protocol = address.Protocol,
    };

    /// <summary>The address. Throws <see cref="SerializationException"/> when it names no system.</summary>
    public static Address Read(NodeAddress? address)
    {
        if (address is null || address.System.Length == 0 || address.Protocol.Length == 0 || address.Port > PortMax)
            throw new SerializationException($"Cannot read the address of a node from [{address}].");
        return address.Hostname.Length == 0
            ? new Address(address.Protocol, address.System)
            : new Address(address.Protocol, address.System, address.Hostname, (int)address.Port);
    }
}
