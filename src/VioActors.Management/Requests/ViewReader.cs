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
    public async Task<IReadOnlyList<VioObject>> ListAsync(VioObjectKind kind, string? parent)
    {
        try
        {
            var found = await FindAsync(kind).ConfigureAwait(false);
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
    public Task<VioObject> ShowChangedAsync(VioObjectKind kind, string id)
    {
        NoteChange(kind, id);
        return ShowAsync(kind, id);
    }

    /// <summary>Whoever asks from now on is shown the object as it is now.</summary>
    public void NoteChange(VioObjectKind kind, string id) => management.Tell(new ObjectChanged(kind, id), ActorRefs.NoSender);

    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<VioObject> ShowAsync(VioObjectKind kind, string id)
    {
        var all = await ListAsync(kind, null).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<VioObject>> FindAsync(VioObjectKind kind)
    {
        switch (kind)
        {
            case VioObjectKind.Job:
                var jobs = await management.Ask<JobsFound>(new GetJobs(), answerTimeout).ConfigureAwait(false);
                return [.. jobs.Jobs.Select(JobTranslation.Of)];
            case VioObjectKind.Tool:
                return [ToolTranslation.Of(await management.Ask<ToolFound>(new GetTool(), answerTimeout).ConfigureAwait(false))];
            default:
                var find = new FindObjects(kind, Fresh: true);
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
