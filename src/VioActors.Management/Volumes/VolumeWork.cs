using Akka.Actor;
using VioActors.Actors.Pool;
using VioActors.Actors.Vios;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Management.Requests;
using VioActors.Management.View;

namespace VioActors.Management.Volumes;

/// <summary>
/// Adds, empties, replaces and removes physical volumes for the API (STO-10), and tells jobs how far the pool is with it. The pool does it
/// by itself: whoever follows it here may go. Thread-safe.
/// </summary>
internal sealed class VolumeWork(ViewReader view, IActorRef viosDb, IIdSource ids, TimeProvider time, TimeSpan answerTimeout)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Null: the operation is about no volume.</summary>
    /// <exception cref="RequestRefusedException">It cannot be done; nothing was changed.</exception>
    public async Task<ApiWork?> FindAsync(VioOperation operation)
    {
        try
        {
            return operation switch
            {
                CreateObject { What: PvCreation { Replaces: { } replaced } volume } =>
                    Replace(volume, await view.ShowAsync<PvObject>(VioObjectKind.Pv, replaced).ConfigureAwait(false)),
                CreateObject { What: PvCreation volume } => Add(volume),
                ChangeObject { What: PvAlteration { Drain: true } change } =>
                    Drain("change", await view.ShowAsync<PvObject>(VioObjectKind.Pv, change.Id).ConfigureAwait(false), false),
                ChangeObject { What: PvAlteration change } =>
                    CancelDrain(await view.ShowAsync<PvObject>(VioObjectKind.Pv, change.Id).ConfigureAwait(false)),
                RemoveObject { Object: VioObjectKind.Pv, Force: true } remove =>
                    GiveUp(await view.ShowAsync<PvObject>(VioObjectKind.Pv, remove.Id).ConfigureAwait(false)),
                RemoveObject { Object: VioObjectKind.Pv } remove =>
                    Drain("remove", await view.ShowAsync<PvObject>(VioObjectKind.Pv, remove.Id).ConfigureAwait(false), true),
                _ => null,
            };
        }
        catch (FormatException cause)
        {
            throw new RequestRefusedException(
                VioFaultCode.Invalid, VioObjectKind.Pv, null, cause.Message,
                "Nothing was changed. Correct the value and send the request again.");
        }
    }

    private ApiWork Add(PvCreation wanted)
    {
        var pool = PoolName.Parse(wanted.Pool);
        var definition = DefinitionOf(wanted, Tier.System, DiskGroupName.Default);
        var id = $"{pool}/{definition.Name}";
        return new ApiWork("create", VioObjectKind.Pv, id, async (_, cancellation) =>
        {
            var made = await MakeAsync(pool, definition, wanted.SizeBytes, cancellation).ConfigureAwait(false);
            await TellAsync(new AddPv(pool, made), made, id).ConfigureAwait(false);
            return VioResponse.Of(await view.ShowChangedAsync(VioObjectKind.Pv, id).ConfigureAwait(false));
        });
    }

    private ApiWork Replace(PvCreation wanted, PvObject old)
    {
        var pool = PoolName.Parse(wanted.Pool);
        if (old.Pool != wanted.Pool)
        {
            throw new RequestRefusedException(
                VioFaultCode.Invalid, VioObjectKind.Pv, old.Id, $"Volume {old.Id} is not in pool {pool}.",
                "Nothing was changed. Name the pool of the volume that is to be replaced.");
        }

        var definition = DefinitionOf(wanted, Tier.Parse(old.Tier), DiskGroupName.Parse(old.DiskGroup));
        return new ApiWork("replace", VioObjectKind.Pv, old.Id, async (run, cancellation) =>
        {
            var made = await MakeAsync(pool, definition, wanted.SizeBytes, cancellation).ConfigureAwait(false);
            await TellAsync(new ReplacePv(pool, PvName.Parse(old.Name), made), made, old.Id).ConfigureAwait(false);
            await FollowAsync(old, run, cancellation).ConfigureAwait(false);
            return VioResponse.Of(await view.ShowChangedAsync(VioObjectKind.Pv, $"{pool}/{definition.Name}").ConfigureAwait(false));
        });
    }

    private ApiWork Drain(string verb, PvObject volume, bool thenRemove) =>
        new(verb, VioObjectKind.Pv, volume.Id, async (run, cancellation) =>
        {
            var message = new DrainPv(PoolName.Parse(volume.Pool), PvName.Parse(volume.Name), thenRemove);
            if (await AskAsync(message, volume.Id).ConfigureAwait(false) is Rejected refused)
            {
                throw Refusals.Of(refused, VioObjectKind.Pv, volume.Id);
            }

            await FollowAsync(volume, run, cancellation).ConfigureAwait(false);
            return thenRemove
                ? VioResponse.Of()
                : VioResponse.Of(await view.ShowChangedAsync(VioObjectKind.Pv, volume.Id).ConfigureAwait(false));
        });

    private ApiWork CancelDrain(PvObject volume) => new("change", VioObjectKind.Pv, volume.Id, async (_, _) =>
    {
        var message = new CancelDrain(PoolName.Parse(volume.Pool), PvName.Parse(volume.Name));
        return await AskAsync(message, volume.Id).ConfigureAwait(false) switch
        {
            Rejected refused => throw Refusals.Of(refused, VioObjectKind.Pv, volume.Id),
            NoOp nothing => throw new RequestRefusedException(
                VioFaultCode.Invalid, VioObjectKind.Pv, volume.Id, nothing.Reason,
                "Nothing was changed. Say drain=\"true\" to have it emptied."),
            _ => VioResponse.Of(await view.ShowChangedAsync(VioObjectKind.Pv, volume.Id).ConfigureAwait(false)),
        };
    });

    /// <summary>One that no VIOS reaches; an administrator of the cluster can do it to another one, by pbm.</summary>
    private ApiWork GiveUp(PvObject volume) => new("remove", VioObjectKind.Pv, volume.Id, async (_, _) =>
    {
        var (name, pool) = (PvName.Parse(volume.Name), PoolName.Parse(volume.Pool));
        var found = await ReadAsync(pool, volume.Id).ConfigureAwait(false);
        var reaching = found.Pvs.FirstOrDefault(pv => pv.Definition.Name == name) is { } pv
            && await AskAsync(new GetCluster(), volume.Id).ConfigureAwait(false) is ClusterFound { Cluster: var cluster }
                ? VolumeReach.Find(cluster, pv)
                : [];
        if (reaching.Count > 0)
        {
            throw new RequestRefusedException(
                VioFaultCode.InUse, VioObjectKind.Pv, volume.Id,
                $"Volume {volume.Id} is not lost: {string.Join(", ", reaching)} can reach it.",
                "Nothing was changed. Remove it without force: what is on it is moved to others.");
        }

        return await AskAsync(new GiveUpPv(pool, name), volume.Id).ConfigureAwait(false) is Rejected refused
            ? throw Refusals.Of(refused, VioObjectKind.Pv, volume.Id)
            : VioResponse.Of();
    });

    private PvDefinition DefinitionOf(PvCreation wanted, Tier tier, DiskGroupName group) => new(
        new PvId(ids.Next()), PvName.Parse(wanted.Name), wanted.Path, 0, wanted.Tier is null ? tier : Tier.Parse(wanted.Tier),
        wanted.DiskGroup is null ? group : DiskGroupName.Parse(wanted.DiskGroup), FailureGroupName.Default);

    // What the pool would refuse is refused before anything is made.
    private async Task<PvDefinition> MakeAsync(PoolName name, PvDefinition wanted, long? sizeBytes, CancellationToken cancellation)
    {
        var id = $"{name}/{wanted.Name}";
        var pool = await ReadAsync(name, id).ConfigureAwait(false);
        if (pool.Pvs.FirstOrDefault(pv => pv.Definition.Name == wanted.Name || pv.Definition.Path == wanted.Path) is { } present)
        {
            throw new RequestRefusedException(
                VioFaultCode.AlreadyExists, VioObjectKind.Pv, id,
                $"Pool {name} has volume {present.Definition.Name} in {present.Definition.Path}.",
                "Nothing was changed. Choose another name and another place.");
        }

        var cluster = (await view.ListAsync(VioObjectKind.Cluster, null).ConfigureAwait(false)).Select(found => found.Id).FirstOrDefault()
            ?? throw new RequestRefusedException(
                VioFaultCode.NotFound, VioObjectKind.Cluster, null, "There is no cluster yet.", "Create the cluster first.");
        var (made, problem) = await PoolVolumes.MakeAsync(cluster, pool, wanted, sizeBytes, time, cancellation).ConfigureAwait(false);
        return made ?? throw new RequestRefusedException(
            VioFaultCode.Invalid, VioObjectKind.Pv, id, Words.Bounded(problem!, 4000),
            "Nothing was changed. Correct the place or the size and send the request again.");
    }

    // A file that the pool refuses after all is taken away again; one whose answer is lost may be in the pool.
    private async Task TellAsync(IPoolMessage message, PvDefinition made, string id)
    {
        if (await AskAsync(message, id).ConfigureAwait(false) is not Rejected refused)
        {
            return;
        }

        if (File.Exists(made.Path) && (File.GetAttributes(made.Path) & FileAttributes.Device) == 0)
        {
            File.Delete(made.Path);
        }

        throw Refusals.Of(refused, VioObjectKind.Pv, id);
    }

    /// <summary>Waits until nothing is left on the volume, or it is out of the pool.</summary>
    /// <exception cref="RequestRefusedException">It takes longer than the caller waits.</exception>
    private async Task FollowAsync(PvObject volume, ApiRun run, CancellationToken cancellation)
    {
        var (begun, first, told, obstacle) = (time.GetTimestamp(), long.MaxValue, -1, (string?)null);
        using var looks = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            if (await ReadForAsync(volume, run, time.GetElapsedTime(begun)).ConfigureAwait(false) is not { } pool)
            {
                continue;
            }

            var now = pool.Pvs.FirstOrDefault(pv => pv.Definition.Id.ToString() == volume.PvId);
            var figures = pool.Volumes.FirstOrDefault(figures => figures.Index == now?.Index);
            var used = figures?.UsedChunks ?? 0;
            if (now is null || (used == 0 && now.Status != PvStatus.Leaving))
            {
                return;
            }

            if (now.Status == PvStatus.InUse)
            {
                throw new RequestRefusedException(
                    VioFaultCode.WrongStatus, VioObjectKind.Pv, volume.Id,
                    $"Volume {volume.Id} is not emptied any more: it was taken back.",
                    "What was moved away stays where it is. Drain the volume again to go on.");
            }

            first = first == long.MaxValue ? Math.Max(1, used) : first;
            var percent = (int)Math.Max(0, (first - used) * 99 / first);
            if (run.ReportAsync is { } report && (percent > told || figures?.Obstacle != obstacle))
            {
                (told, obstacle) = (Math.Max(percent, told), figures?.Obstacle);
                var left = new ByteSize(used * pool.Capacity.ChunkSizeBytes);
                var waits = obstacle is null ? "" : $" In the way: {obstacle}";
                await report(told, Words.Bounded($"{left} are left on volume {volume.Name}.{waits}", 1000)).ConfigureAwait(false);
            }

            if (time.GetElapsedTime(begun) > run.Limit)
            {
                throw new RequestRefusedException(
                    VioFaultCode.Timeout, VioObjectKind.Pv, volume.Id,
                    Words.Bounded(
                        $"Volume {volume.Id} gives no more space and is being emptied: {used} chunks are left after "
                            + $"{run.Limit.TotalSeconds} s. {figures?.Obstacle}", 2000),
                    "The pool goes on by itself. Show the volume to see how far it is; as a job, the request is answered at once.");
            }

            await looks.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    // A job outlives a DB that is away for a while, as the pool's work does. The question that was not answered took its time.
    private async Task<PoolFound?> ReadForAsync(PvObject volume, ApiRun run, TimeSpan sinceBegun)
    {
        try
        {
            return await ReadAsync(PoolName.Parse(volume.Pool), volume.Id).ConfigureAwait(false);
        }
        catch (RequestRefusedException refused) when (
            refused.ToFault().Code == VioFaultCode.Timeout && run.ReportAsync is not null && sinceBegun < run.Limit)
        {
            return null;
        }
    }

    private async Task<PoolFound> ReadAsync(PoolName pool, string id) =>
        await AskAsync(new GetPool(pool), id).ConfigureAwait(false) switch
        {
            PoolFound found => found,
            Rejected refused => throw Refusals.Of(refused, VioObjectKind.Pool, pool.Value),
            var other => throw new InvalidOperationException($"The pool answered with a {other.GetType().Name}."),
        };

    private async Task<object> AskAsync(IDomainMessage message, string id)
    {
        try
        {
            return await viosDb.Ask<object>(message, answerTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new RequestRefusedException(
                VioFaultCode.Timeout, VioObjectKind.Pv, id,
                $"Cannot say yet what became of it: the VIOS DB gave no answer within {answerTimeout.TotalSeconds} s.",
                "It may still take effect. Show the volume before you send the request again.");
        }
    }
}
