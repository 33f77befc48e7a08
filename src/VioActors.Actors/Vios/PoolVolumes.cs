using System.Security.Cryptography;
using System.Text;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Vios;

/// <summary>The physical volumes of a pool as the pool aggregate names them, opened on this machine. Thread-safe.</summary>
public static class PoolVolumes
{
    /// <summary>
    /// Identity of a pool in its volumes' headers: derived from cluster and pool name (RFC 9562 version 8), so that a volume of
    /// another cluster is refused.
    /// </summary>
    public static PoolId IdOf(string clusterName, PoolName pool)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"vioactors-pool\n{clusterName}\n{pool}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new PoolId(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }

    /// <summary>Opens every volume in use.</summary>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why. Nothing stays
    /// open.</exception>
    public static VolumeSet Open(string clusterName, PoolFound pool, VolumeOpenMode mode)
    {
        var poolId = IdOf(clusterName, pool.Pool);
        var volumes = new VolumeSet(poolId, ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes));
        try
        {
            foreach (var pv in pool.Pvs.Where(pv => pv.Status != PvStatus.Removed))
            {
                var expected = new VolumeExpectation(new Storage.Values.PvId(pv.Definition.Id.Value), poolId);
                var volume = FilePhysicalVolume.Open(pv.Definition.Path, mode, expected).Require();
                if (volumes.Add(pv.Index, volume) is { } refusal)
                {
                    volume.Dispose();
                    throw new InvalidOperationException(refusal.Message);
                }
            }
        }
        catch
        {
            volumes.Dispose();
            throw;
        }

        return volumes;
    }
}
