using System.Security.Cryptography;
using System.Text;
using VioActors.Actors.Settings;
using VioActors.Domain.Values;
using VioActors.Node.Dev;

namespace VioActors.Node.Nodes;

/// <summary>
/// Who the parts of a cluster are, worked out of its settings alone, so that every process comes to the same. Thread-safe.
/// </summary>
internal static class ClusterIdentity
{
    /// <summary>
    /// The machines with their VIOSes. UUIDs are of version 8 (RFC 9562 clause 5.8), of the cluster's name and the VIOS's: they stay when
    /// the VIOS moves to another machine (SYS-3).
    /// </summary>
    public static IReadOnlyList<DevIdentity> Of(VioActorsSettings settings, NodeSettings node) =>
        [.. node.Machines.Select(machine => new DevIdentity(
            machine.Cec, machine.Vioses.ToDictionary(name => name, name => UuidOf($"{settings.ClusterName}/{name}"))))];

    private static VioUuid UuidOf(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new VioUuid(new Guid(bytes, bigEndian: true));
    }
}
