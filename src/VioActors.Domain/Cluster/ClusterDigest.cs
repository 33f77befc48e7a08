using System.Buffers.Binary;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// A number by which two copies of the cluster data are compared without sending either: differences are applied only where they lead to
/// what the VIOS DB has. 64 bits, against mistakes and not against an attacker. The same in every process. Thread-safe.
/// </summary>
public static class ClusterDigest
{
    /// <summary>FNV-1a, 64 bits (draft-eastlake-fnv, clause 5).</summary>
    private const ulong Basis = 0xCBF2_9CE4_8422_2325;
    private const ulong Prime = 0x0000_0100_0000_01B3;

    public static long Of(ClusterData data)
    {
        var digest = Add(Add(Basis, data.Name.Value), data.Version.Value);
        foreach (var node in data.Nodes.AsSpan())
        {
            digest = Add(digest, node);
        }

        foreach (var policy in data.Policies.AsSpan())
        {
            digest = Add(Add(Add(digest, policy.Name), policy.Version), policy.Content);
        }

        var office = data.Primary;
        digest = Add(Add(Add(digest, office.Term), office.Incarnation), office.Holder ?? default);
        return unchecked((long)digest);
    }

    private static ulong Add(ulong digest, ClusterNode node)
    {
        digest = Add(Add(digest, node.Vios), node.Version.Value);
        digest = Add(Add(digest, (long)node.Status), node.SinceUtc.UtcTicks);
        digest = Add(Add(digest, node.Detail), node.Port.Value);
        if (node.Registration is not { } registration)
        {
            return digest;
        }

        digest = Add(Add(digest, registration.Incarnation), registration.Address);
        foreach (var layer in registration.Stack.AsSpan())
        {
            digest = Add(Add(Add(digest, (long)layer.Layer), (long)layer.Status), layer.Detail);
            foreach (var volume in layer.LostVolumes.AsSpan())
            {
                digest = Add(digest, volume);
            }
        }

        return Add(Add(digest, registration.Portals), registration.Interconnects);
    }

    private static ulong Add(ulong digest, ValueList<string> texts)
    {
        foreach (var text in texts.AsSpan())
        {
            digest = Add(digest, text);
        }

        return Add(digest, texts.Count);
    }

    private static ulong Add(ulong digest, VioUuid vios)
    {
        Span<byte> bytes = stackalloc byte[16];
        vios.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        digest = Add(digest, BinaryPrimitives.ReadInt64BigEndian(bytes));
        return Add(digest, BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
    }

    private static ulong Add(ulong digest, string text)
    {
        foreach (var letter in text)
        {
            digest = unchecked((digest ^ letter) * Prime);
        }

        return Add(digest, text.Length);
    }

    /// <summary>All 64 bits in one step; the shift brings the upper ones to where the next step spreads them.</summary>
    private static ulong Add(ulong digest, long value)
    {
        digest = unchecked((digest ^ (ulong)value) * Prime);
        return digest ^ (digest >> 32);
    }
}
