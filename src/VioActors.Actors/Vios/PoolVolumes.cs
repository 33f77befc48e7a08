using System.Security.Cryptography;
using System.Text;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Storage.Devices;
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

    /// <summary>Opens every volume in use that the user may reach.</summary>
    /// <param name="clusterName">Part of the pool's identity.</param>
    /// <param name="pool">As the pool describes itself.</param>
    /// <param name="mode">For data, or as the pool's owner.</param>
    /// <param name="time">For the limits of network volumes.</param>
    /// <param name="user">Whose disk groups count (STO-1); null: all of them.</param>
    /// <param name="cancellation">Nothing stays open.</param>
    /// <param name="mayAct">See <see cref="FileVolumeOptions.MayAct"/>.</param>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why. Nothing stays
    /// open.</exception>
    public static async Task<VolumeSet> OpenAsync(
        string clusterName, PoolFound pool, VolumeOpenMode mode, TimeProvider time, (CecId Cec, VioUuid Vios)? user,
        CancellationToken cancellation = default, Func<bool>? mayAct = null)
    {
        var volumes = new VolumeSet(IdOf(clusterName, pool.Pool), ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes));
        try
        {
            foreach (var pv in Usable(pool, user))
            {
                var (volume, problem) = await OpenOneAsync(clusterName, pool, pv, mode, time, cancellation, mayAct).ConfigureAwait(false);
                problem ??= volumes.Add(pv.Index, volume!)?.Message;
                if (problem is null)
                    continue;
                volume?.Dispose();
                throw new InvalidOperationException(problem);
            }
        }
        catch
        {
            volumes.Dispose();
            throw;
        }

        return volumes;
    }

    /// <summary>As <see cref="OpenAsync"/>, on the caller's thread: for a start. Files do not wait; a server may, up to its
    /// limit.</summary>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why.</exception>
    public static VolumeSet Open(
        string clusterName, PoolFound pool, VolumeOpenMode mode, TimeProvider time, (CecId Cec, VioUuid Vios)? user,
        Func<bool>? mayAct = null) =>
        OpenAsync(clusterName, pool, mode, time, user, default, mayAct).GetAwaiter().GetResult();

    /// <summary>Volumes that are in the pool and whose disk group the user may reach.</summary>
    public static IEnumerable<PoolPv> Usable(PoolFound pool, (CecId Cec, VioUuid Vios)? user) => pool.Pvs.Where(pv =>
        pv.Status != PvStatus.Removed
        && (user is not { } who || pool.Access.All(access =>
            access.DiskGroup != pv.Definition.DiskGroup || access.Allows(who.Cec, who.Vios))));

    /// <summary>
    /// Makes a volume for the pool, whose chunks read as zero: a file that is not there yet, or a device or server without a volume on
    /// it. The pool does not know it before <see cref="AddPv"/>.
    /// </summary>
    /// <param name="sizeBytes">A file needs one; null: all of a device.</param>
    /// <returns>What the pool is to be told, or what is wrong.</returns>
    public static async Task<(PvDefinition? Volume, string? Problem)> MakeAsync(
        string clusterName, PoolFound pool, PvDefinition wanted, long? sizeBytes, TimeProvider time, CancellationToken cancellation)
    {
        var size = ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes);
        if (sizeBytes is { } bytes && bytes < size.Bytes)
            return (null, $"Cannot make volume '{wanted.Name}': {bytes} bytes are less than a chunk of the pool, {size}.");
        var id = new Storage.Values.PvId(wanted.Id.Value);
        var making = await new VolumeSource(time)
            .CreateAsync(wanted.Path, id, IdOf(clusterName, pool.Pool), size, sizeBytes >> size.Shift, cancellation).ConfigureAwait(false);
        using var volume = making.Volume;
        return volume is null ? (null, making.Message) : (wanted with { ChunkCount = volume.ChunkCount }, null);
    }

    /// <summary>
    /// Opens one volume after checking that it is the one that the pool means, of the generation it knows. One that was given up is not
    /// looked for: what stands for it says that its chunks are lost.
    /// </summary>
    /// <returns>The volume, or what is wrong.</returns>
    public static async Task<(IPhysicalVolume? Volume, string? Problem)> OpenOneAsync(
        string clusterName, PoolFound pool, PoolPv pv, VolumeOpenMode mode, TimeProvider time, CancellationToken cancellation,
        Func<bool>? mayAct = null)
    {
        if (pv.Status == PvStatus.GivenUp)
        {
            return (new GivenUpVolume(
                new Storage.Values.PvId(pv.Definition.Id.Value), IdOf(clusterName, pool.Pool),
                ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes), pv.Definition.ChunkCount), null);
        }

        var generation = pool.Volumes.FirstOrDefault(volume => volume.Index == pv.Index)?.Generation ?? 0;
        var expected = new VolumeExpectation(
            new Storage.Values.PvId(pv.Definition.Id.Value), IdOf(clusterName, pool.Pool), generation);
        var opening = await new VolumeSource(time, mayAct).OpenAsync(pv.Definition.Path, mode, expected, cancellation)
            .ConfigureAwait(false);
        return (opening.Volume, opening.Volume is null ? opening.Message : null);
    }
}
