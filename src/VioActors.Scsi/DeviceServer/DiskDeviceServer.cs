using System.Collections.Concurrent;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Commands;
using VioActors.Scsi.Optical;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// The device server of one disk as it is seen through one VIOS (SAM-5 clause 4.6.19). It processes tasks that the task set has enabled,
/// any number
/// at a time. Thread-safe.
/// </summary>
public sealed class DiskDeviceServer
{
    private readonly ConcurrentDictionary<NexusIdentity, NexusState> _nexuses = new();
    private readonly LogicalUnit _unit;

    public DiskDeviceServer(LogicalUnitPorts ports)
    {
        _unit = new LogicalUnit(ports, this, ports.Kind == DeviceKind.Optical ? OpticalCommands.For(ports) : DiskCommands.For(ports));
    }

    /// <summary>The unit, for copies that other units of the same client take part in.</summary>
    internal LogicalUnit Unit => _unit;

    /// <summary>
    /// Makes a nexus known, so that it gets the unit attentions of others' doings. An older nexus of the same identity
    /// is detached first, for it is lost.
    /// </summary>
    public void Attach(NexusState nexus) => _nexuses[nexus.Identity] = nexus;

    /// <summary>The unit holds something for that nexus which it lets go of when the nexus is lost.</summary>
    public bool IsHeldBy(NexusIdentity nexus) =>
        _unit.Conditions.Current.Preventers.Contains(nexus) || _unit.Reservations?.Current.ReserveHolder == nexus;

    /// <summary>The nexus is lost (SAM-5 clause 6.3.4): what it held by RESERVE is released. A repeat is safe.</summary>
    /// <returns>Anything but Ok: the owner of the reservations could not be asked, so the caller asks again.</returns>
    public ValueTask<BackendResult> DetachAsync(NexusState nexus, CancellationToken cancellation)
    {
        var wasReplaced = !_nexuses.TryRemove(KeyValuePair.Create(nexus.Identity, nexus)) && _nexuses.ContainsKey(nexus.Identity);
        return wasReplaced ? ValueTask.FromResult(BackendResult.Ok) : LoseAsync(nexus.Identity, cancellation);
    }

    private async ValueTask<BackendResult> LoseAsync(NexusIdentity nexus, CancellationToken cancellation)
    {
        if (_unit.Conditions.Current.Preventers.Contains(nexus))
        {
            var allowed = await _unit.Conditions.ChangeAsync(now => now.Allowing(nexus), null, null, cancellation).ConfigureAwait(false);
            if (allowed != BackendResult.Ok)
            {
                return allowed;
            }
        }

        return await ReleaseReserveAsync(new ReservationCommand.NexusLost(nexus), cancellation).ConfigureAwait(false);
    }

    /// <summary>Establishes a unit attention for every attached nexus, or for all but one.</summary>
    public void RaiseUnitAttention(SenseCode code, NexusIdentity? except = null)
    {
        foreach (var (identity, nexus) in _nexuses)
        {
            if (identity != except)
            {
                nexus.UnitAttentions.Raise(code);
            }
        }
    }

    /// <summary>Establishes the unit attentions of a reservation change for those of the nexuses that are attached here.</summary>
    public void RaiseUnitAttentions(IEnumerable<NexusAttention> attentions)
    {
        foreach (var (identity, code) in attentions)
        {
            if (_nexuses.TryGetValue(identity, out var nexus))
            {
                nexus.UnitAttentions.Raise(code);
            }
        }
    }

    /// <summary>
    /// Logical unit reset, after the task set has been cleared (SAM-5 clause 6.3.3): RESERVE ends, the mode parameters are the default
    /// ones,
    /// persistent reservations stay, and every nexus is told.
    /// </summary>
    /// <returns>Anything but Ok: not all of it could be done, so the caller asks again; every nexus has been told nevertheless.</returns>
    public async ValueTask<BackendResult> ResetAsync(CancellationToken cancellation)
    {
        var result = await ReleaseReserveAsync(new ReservationCommand.Reset(), cancellation).ConfigureAwait(false);
        if (result == BackendResult.Ok && _unit.Modes.Current != _unit.Modes.Default)
        {
            result = await _unit.Modes.ChangeAsync(_unit.Modes.Default, null, cancellation).ConfigureAwait(false);
        }

        if (result == BackendResult.Ok && _unit.Conditions.Current.Preventers.Length > 0)
        {
            result = await _unit.Conditions.ChangeAsync(now => now with { Preventers = [] }, null, null, cancellation)
                .ConfigureAwait(false);
        }

        NoteReset();
        return result;
    }

    /// <summary>The unit was reset, here or through another VIOS: every nexus is told.</summary>
    public void NoteReset()
    {
        foreach (var nexus in _nexuses.Values)
        {
            nexus.UnitAttentions.Raise(SenseCodes.BusDeviceReset);
        }
    }

    /// <summary>
    /// CHECK CONDITION for a task that does not come to be processed (overlapped, invalid attribute), or whose processing broke an
    /// invariant
    /// (04/44/00).
    /// </summary>
    public ScsiResponse Fail(SenseCode code) =>
        new(ScsiStatus.CheckCondition, new SenseData(code).Encode(_unit.ModeParameters.DescriptorSense), null, 0);

    /// <summary>Processes one enabled task to its response; the caller completes the task with it.</summary>
    /// <exception cref="OperationCanceledException">The task was aborted: it gets no response.</exception>
    public ValueTask<ScsiResponse> ExecuteAsync(ScsiTask task, NexusState nexus, CancellationToken cancellation)
    {
        var context = new CommandContext(task, nexus, _unit, cancellation);
        var handler = _unit.Commands.Find(context.Cdb);
        return Refuse(context, handler) is { } refusal ? ValueTask.FromResult(refusal) : handler!.ExecuteAsync(context);
    }

    /// <summary>
    /// The response of a command that is not processed, in the order of SAM-5 clause 5.3.3; null when nothing stands in its way.
    /// </summary>
    private ScsiResponse? Refuse(CommandContext context, CommandHandler? handler)
    {
        var traits = handler?.Descriptor.Traits ?? CommandTraits.PassesReservations | CommandTraits.InAnyState;
        if ((traits & CommandTraits.PassesUnitAttention) == 0 && context.Nexus.UnitAttentions.TryTake(out var attention))
        {
            return context.Fail(attention);
        }

        if (RefuseByAccessState(context, traits) is { } byState)
        {
            return byState;
        }

        if (_unit.Conflicts(context.Nexus.Identity, traits))
        {
            return ScsiResponse.Of(ScsiStatus.ReservationConflict);
        }

        return RefuseByCondition(context, traits)
            ?? (handler is null ? RefuseUnknown(context) : RefuseCdb(context, handler.Descriptor));
    }

    /// <summary>SBC-3 clauses 4.3.4 (no medium) and 4.11.2 (SANITIZE).</summary>
    private ScsiResponse? RefuseByCondition(CommandContext context, CommandTraits traits)
    {
        if (_unit.Conditions.Current.Sanitize is { } sanitize && (traits & CommandTraits.InSanitize) == 0)
        {
            return sanitize.HasFailed && context.Cdb is [SanitizeHandler.Opcode, ..] ? null
                : context.Fail(SanitizeJob.SenseOf(sanitize));
        }

        return (traits & CommandTraits.Medium) != 0 && !_unit.HasMedium ? context.Fail(SenseCodes.MediumNotPresent) : null;
    }

    private ScsiResponse? RefuseByAccessState(CommandContext context, CommandTraits traits)
    {
        var state = _unit.AccessState;
        if (AccessStates.Allows(state, traits))
        {
            return null;
        }

        // BUSY, which SPC-4 clause 5.15.2.5 allows, is retried by initiators without multipath; 02/04/0A is not.
        return state == AsymmetricAccessState.Transitioning
            ? ScsiResponse.Of(ScsiStatus.Busy)
            : context.Fail(AccessStates.CodeOf(state));
    }

    /// <summary>
    /// An operation code without any command is 05/20/00; a known one with another service action is an invalid field (SPC-4 clause
    /// 4.3.4.1).
    /// </summary>
    private ScsiResponse RefuseUnknown(CommandContext context) =>
        context.Cdb.Length > 0 && _unit.Commands.IsSupported(context.Cdb[0])
            ? context.FailCdb(1, 4)
            : context.Fail(SenseCodes.InvalidOperationCode);

    private ScsiResponse? RefuseCdb(CommandContext context, CommandDescriptor descriptor)
    {
        var cdb = context.Cdb;
        if (cdb.Length < descriptor.CdbSizeBytes)
        {
            return context.FailCdb(cdb.Length);
        }

        if (descriptor.TryFindReservedBit(cdb, out var byteIndex, out var bitIndex))
        {
            return context.FailCdb(byteIndex, bitIndex);
        }

        if (descriptor.Has(CommandTraits.Writes))
        {
            return _unit.Backend.IsReadOnly ? context.Fail(SenseCodes.WriteProtected)
                : _unit.ModeParameters.SoftwareWriteProtect ? context.Fail(SenseCodes.SoftwareWriteProtected)
                : null;
        }

        return null;
    }

    private async ValueTask<BackendResult> ReleaseReserveAsync(ReservationCommand command, CancellationToken cancellation) =>
        _unit.Reservations is { Current.ReserveHolder: not null } reservations
            ? (await reservations.ChangeAsync(command, cancellation).ConfigureAwait(false)).Result
            : BackendResult.Ok;
}
