using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>Partitions that boot, move to another operating system, go back (OSI-3 to OSI-6).</summary>
internal sealed partial class OsKeeperActor
{
    private void Boot(BootOs boot, IActorRef asker)
    {
        var client = boot.Client;
        if (!_lpars.TryGetValue(client, out var lpar) || _running.ContainsKey(client) || !_busy.Add(client))
        {
            asker.Tell(new Rejected(
                RejectionCode.WrongStatus,
                $"Cannot boot partition {client}: {(lpar is null ? "it is not active" : "it runs on an image, or is about to")}."));
            return;
        }

        BootAsync(boot, lpar).PipeTo(
            _self, success: running => new Booted(client, running, "", asker),
            failure: cause => new Booted(client, null, cause.Message, asker));
    }

    private async Task<RunningOs> BootAsync(BootOs boot, IActorRef lpar)
    {
        var ports = _ports!;
        var memory = (await ports.AskAsync<MemoryAttached>(ports.Memory, new AttachMemory(boot.Client), "its memory").ConfigureAwait(false))
            .Memory;
        var entry = await ports.EntryAsync(boot.Image).ConfigureAwait(false);
        var opened = await ports.OpenAsync(entry).ConfigureAwait(false);
        if (Fault(boot, opened.Image, memory, out var applications) is { } fault)
            throw new OsStepException($"Cannot boot partition {boot.Client} from image '{boot.Image}': {fault}.");
        var changes = OsPreparation.Merge([], boot.Changes);
        var version = await OsPreparation.PrepareAsync(ports, memory, opened, boot.Shared, changes).ConfigureAwait(false);
        var running = new RunningOs(boot.Client, lpar, memory, version, boot.Applications, applications);
        memory.Pool.Switch(memory, version.Segment);
        foreach (var application in applications)
        {
            await ports.PutAsync(memory.Own, (long)application.State, new byte[16]).ConfigureAwait(false);
            for (var page = 0; page < application.DataPages; page++)
                await ports.PutAsync(memory.Own, (long)application.DataPage((ulong)page), new byte[8]).ConfigureAwait(false);
        }

        await OsPreparation.PointAsync(ports, memory, applications, opened.Image).ConfigureAwait(false);
        await ports.NoteAsync(new OsSwitchover(ports, _cec, running).UseOf(version, "")).ConfigureAwait(false);
        await ports.AskAsync<OsStarted>(lpar, new StartOs(memory, applications), "its start").ConfigureAwait(false);
        return running;
    }

    private static string? Fault(BootOs boot, OsImage image, MemoryPartition memory, out IReadOnlyList<GuestApplication> applications)
    {
        applications = RunningOs.Place(boot.Applications, memory.Own.PageCount) ?? [];
        var missing = RunningOs.FindMissing(boot.Applications, image);
        return boot.Applications.Any(program => program.Imports.Count is 0 or > GuestApplication.ImportsMax
            || program.DataPages is < 0 or > GuestApplication.DataPagesMax) ? "an application has 1 to 200 imports and up to 1 Mi pages"
            : applications.Count < boot.Applications.Count ? "its applications need more memory than it has"
            : missing.Count > 0 ? $"it lacks {string.Join(", ", missing)}"
            : OsPreparation.FindFault(image, boot.Changes);
    }

    private void Replace(ReplaceOs replace)
    {
        var clients = replace.Clients.Distinct().ToList();
        if (clients.Find(client => !_running.ContainsKey(client)) is { Value: > 0 } stranger)
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Partition {stranger} does not run on an image."));
        else if (clients.Count == 0 || replace.SuspendedMax < 1)
            Sender.Tell(new Rejected(RejectionCode.Invalid, "Name partitions, and let at least one of them be suspended at a time."));
        else if (Reserve(clients))
            Run(clients, () => ReplaceAsync(replace, [.. clients.Select(client => _running[client])]));
    }

    /// <summary>All that can be known to be wrong is, before any partition is suspended.</summary>
    private async Task<IReply> ReplaceAsync(ReplaceOs replace, IReadOnlyList<RunningOs> partitions)
    {
        var ports = _ports!;
        var opened = await ports.OpenAsync(await ports.EntryAsync(replace.Image).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (var running in partitions)
        {
            var missing = RunningOs.FindMissing(running.Programs, opened.Image);
            var changes = OsPreparation.Merge(running.Version.Changes, replace.Changes);
            var fault = missing.Count > 0 ? $"its applications use {string.Join(", ", missing)}, which the image lacks"
                : OsPreparation.FindFault(opened.Image, changes);
            if (fault is not null)
            {
                return new Rejected(
                    RejectionCode.Invalid,
                        $"Cannot move partition {running.Client} to image '{replace.Image}': {fault}. Nothing was changed.");
            }
        }

        using var turns = new SemaphoreSlim(replace.SuspendedMax);
        var moves = partitions.Select(running => MoveAsync(running, opened, replace, turns));
        return new OsReplaced((await Task.WhenAll(moves).ConfigureAwait(false)).ToValueList());
    }

    private async Task<OsReplacement> MoveAsync(RunningOs running, OpenedImage opened, ReplaceOs replace, SemaphoreSlim turns)
    {
        var changes = OsPreparation.Merge(running.Version.Changes, replace.Changes);
        await turns.WaitAsync().ConfigureAwait(false);
        try
        {
            var next = await OsPreparation.PrepareAsync(_ports!, running.Memory, opened, replace.Shared, changes).ConfigureAwait(false);
            var moved = await new OsSwitchover(_ports!, _cec, running).RunAsync(next, replace.Full,
                keepsFormer: true).ConfigureAwait(false);
            if (!moved.Done)
                running.Memory.Pool.Discard(next.Segment);
            return moved;
        }
        catch (Exception fault)
        {
            return new OsReplacement(running.Client, false, fault.Message, 0);
        }
        finally
        {
            turns.Release();
        }
    }

    private void RollBack(RollBackOs back)
    {
        if (!_running.TryGetValue(back.Client, out var running) || running.Former is not { } former)
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Partition {back.Client} has no former operating system to go back to."));
        else if (Reserve([back.Client]))
            Run([back.Client], () => ReturnAsync(running, former));
    }

    private async Task<IReply> ReturnAsync(RunningOs running, OsVersion former) => new OsReplaced(
        [await new OsSwitchover(_ports!, _cec, running).RunAsync(former, full: false, keepsFormer: false).ConfigureAwait(false)]);

    /// <summary>A page of the new operating system is bad: the partition goes on on the one that it had (OSI-6).</summary>
    private void GoBack(OsPageLost lost)
    {
        _log.Error("Partition {0} cannot go on: page {1:x} is lost, {2}.", lost.Client, lost.Page, lost.Reason);
        var isOfSystem = lost.Page >= MemoryPartition.OsBase >> MemoryPage.Shift;
        if (!isOfSystem || !_running.TryGetValue(lost.Client, out var running) || running.Former is not { } former
            || !_busy.Add(lost.Client))
            return;
        _log.Warning("Partition {0} goes back to image '{1}'.", lost.Client, former.Name);
        Run([lost.Client], () => ReturnAsync(running, former), ActorRefs.Nobody);
    }

    private void Change(ChangeOs change)
    {
        if (!_running.TryGetValue(change.Client, out var running))
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Partition {change.Client} does not run on an image."));
        else if (OsPreparation.FindFault(running.Version.Opened.Image, [change.Change]) is { } fault)
            Sender.Tell(new Rejected(RejectionCode.Invalid, $"Cannot change partition {change.Client}: {fault}."));
        else if (Reserve([change.Client]))
            Run([change.Client], () => ChangeAsync(running, change.Change));
    }

    private async Task<IReply> ChangeAsync(RunningOs running, OsChange change)
    {
        var version = running.Version with { Changes = OsPreparation.Merge(running.Version.Changes, [change]) };
        await OsPreparation.ApplyAsync(_ports!, version.Opened.Image, version.Segment, change).ConfigureAwait(false);
        await _ports!.NoteAsync(new OsSwitchover(_ports, _cec, running).UseOf(version, running.Former?.Name ?? "")).ConfigureAwait(false);
        running.Version = version;
        return Ok.Instance;
    }

    /// <summary>One operation for a partition at a time.</summary>
    private bool Reserve(IReadOnlyCollection<PartitionId> clients)
    {
        if (clients.FirstOrDefault(_busy.Contains) is { Value: > 0 } busy)
        {
            Sender.Tell(new Rejected(RejectionCode.Busy, $"Partition {busy} is being moved or booted; try again when that has ended."));
            return false;
        }

        _busy.UnionWith(clients);
        return true;
    }

    private void Run(IReadOnlyCollection<PartitionId> clients, Func<Task<IReply>> work) => Run(clients, work, Sender);

    private void Run(IReadOnlyCollection<PartitionId> clients, Func<Task<IReply>> work, IActorRef asker) => work().PipeTo(
        _self, success: reply => new OperationEnded(clients, reply, asker),
        failure: cause => new OperationEnded(clients, new Rejected(RejectionCode.WrongStatus, cause.Message), asker));
}
