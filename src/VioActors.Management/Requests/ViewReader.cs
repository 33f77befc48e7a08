using Akka.Actor;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Jobs;
using VioActors.Domain.Tool;
using VioActors.Management.Jobs;
using VioActors.Management.Tool;
using VioActors.Management.View;

namespace VioActors.Management.Requests;

/// <summary>Reads objects, by kind, id or name. Thread-safe.</summary>
internal sealed class ViewReader(IActorRef management, TimeSpan answerTimeout)
{
    /// <exception cref="RequestRefusedException">No answer in time.</exception>
    public async Task<IReadOnlyList<VioObject>> ListAsync(VioObjectKind kind, string? parent) =>
        await ListAsync(kind, parent, fresh: true).ConfigureAwait(false);

    /// <param name="fresh">False: the used space may be that of some time ago; whatever else was changed is shown.</param>
    /// <exception cref="RequestRefusedException">No answer in time.</exception>
    public async Task<IReadOnlyList<VioObject>> ListAsync(VioObjectKind kind, string? parent, bool fresh)
    {
        try
        {
            var found = await ReadAsync(kind, fresh).ConfigureAwait(false);
            return parent is null ? found : [.. found.Where(thing => ObjectKinds.BelongsTo(thing, parent))];
        }
        catch (AskTimeoutException)
        {
            throw new RequestRefusedException(
                VioFaultCode.Timeout, kind, null, $"The VIOS DB gave no answer within {answerTimeout.TotalSeconds} s.",
                "Nothing was changed. Try again; the log of the node may say why.");
        }
    }

    /// <summary>The object of that id, or of that name where only one has it.</summary>
    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<T> ShowAsync<T>(VioObjectKind kind, string id)
        where T : VioObject => (T)await ShowAsync(kind, id).ConfigureAwait(false);

    /// <summary>The object as it is after a change which has just been answered.</summary>
    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<VioObject> ShowChangedAsync(VioObjectKind kind, string id)
    {
        // What it is read from is read again for that; all the others need not be.
        NoteChange(kind, id);
        return Choose(await ListAsync(kind, null, fresh: false).ConfigureAwait(false), kind, id);
    }

    /// <summary>The logical unit or snapshot of that id or name as it is now. Of all units, that one alone is asked again.</summary>
    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<T> FindAsync<T>(VioObjectKind kind, string id)
        where T : VioObject
    {
        try
        {
            // Its name may have gone to another one, through another node whose word is on its way.
            var known = Choose(await ListAsync(kind, null, fresh: false).ConfigureAwait(false), kind, id);
            NoteChange(VioObjectKind.Snapshot, known.Id);
            return (T)Choose(await ListAsync(kind, null, fresh: false).ConfigureAwait(false), kind, id);
        }
        catch (RequestRefusedException refused) when (refused.ToFault().Code == VioFaultCode.NotFound)
        {
            // So may it have been made.
            return await ShowAsync<T>(kind, id).ConfigureAwait(false);
        }
    }

    /// <summary>Whoever asks from now on is shown the object as it is now.</summary>
    public void NoteChange(VioObjectKind kind, string id) => management.Tell(new ObjectChanged(kind, id), ActorRefs.NoSender);

    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<VioObject> ShowAsync(VioObjectKind kind, string id) =>
        Choose(await ListAsync(kind, null).ConfigureAwait(false), kind, id);

    private static VioObject Choose(IReadOnlyList<VioObject> all, VioObjectKind kind, string id)
    {
        if (all.FirstOrDefault(thing => thing.Id == id) is { } exact)
        {
            return exact;
        }

        var named = all.Where(thing => NamesOf(thing).Contains(id, StringComparer.Ordinal)).Take(2).ToList();
        return named.Count switch
        {
            1 => named[0],
            0 => throw new RequestRefusedException(
                VioFaultCode.NotFound, kind, id, $"There is no {Words.Of(kind)} '{Words.Bounded(id, 100)}'.",
                $"List the {Words.Of(kind)} objects to see those that there are."),
            _ => throw new RequestRefusedException(
                VioFaultCode.Invalid, kind, id, $"More than one {Words.Of(kind)} has the name '{Words.Bounded(id, 100)}'.",
                "Give the id instead of the name."),
        };
    }

    private async Task<IReadOnlyList<VioObject>> ReadAsync(VioObjectKind kind, bool fresh)
    {
        switch (kind)
        {
            case VioObjectKind.Job:
                var jobs = await management.Ask<JobsFound>(new GetJobs(), answerTimeout).ConfigureAwait(false);
                return [.. jobs.Jobs.Select(JobTranslation.Of)];
            case VioObjectKind.Tool:
                return [ToolTranslation.Of(await management.Ask<ToolFound>(new GetTool(), answerTimeout).ConfigureAwait(false))];
            default:
                var find = new FindObjects(kind, fresh);
                var found = await management.Ask<ObjectsFound>(find, answerTimeout).ConfigureAwait(false);
                return found.IsWhole ? found.Objects : throw new RequestRefusedException(
                    VioFaultCode.Busy, kind, null, "The view is not whole yet: a part of the VIOS DB does not answer.",
                    "Nothing was changed. Try again; the log of the node says what cannot be read.");
        }
    }

    private static IEnumerable<string> NamesOf(VioObject thing) => thing switch
    {
        ViosObject vios => [vios.Name],
        ClientObject client => client.ClientId is { } number ? [client.Name, $"{number}"] : [client.Name],
        LuObject lu => [lu.Name, $"{lu.Pool}/{lu.Name}"],
        AdapterObject adapter => [adapter.Drc],
        SnapshotObject snapshot => [$"{snapshot.LuName}@{snapshot.Name}"],
        PvObject pv => [pv.PvId, pv.Name],
        _ => [],
    };
}
