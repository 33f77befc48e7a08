using System.Collections.Concurrent;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Sense;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// The SCSI state of one LU at this VIOS, shared by every device server over it: what the LU aggregate said last (IO-2, STO-6). A command
/// is checked by a read of it; a change is decided here, by the rules of SPC, on the state that is named to the aggregate, which stores it
/// and has every VIOS work by it before the answer. Thread-safe.
/// </summary>
internal sealed class LuUnit : IReservations, IModeParameters, IUnitConditions, ITaskAborter
{
    /// <summary>Decisions on a state that was changed meanwhile, one after the other, before the initiator has to try again.</summary>
    private const int ConflictCountMax = 64;

    private readonly LuOwner _owner;
    private readonly ConcurrentDictionary<DiskDeviceServer, bool> _servers = new();
    private readonly ConcurrentDictionary<IUnitTasks, bool> _tasks = new();
    private volatile Parameters _parameters = Parameters.Of(LuScsi.Empty.State);
    private volatile UnitCondition _condition = UnitCondition.Usual;
    private long _version = -1;
    private long _noticed = -1;

    /// <summary>Parameters have changed, and writes that were checked against the former ones may still run.</summary>
    private bool _mustDrain;

    public LuUnit(LuOwner owner, TimeProvider time, LoadedMedium medium)
    {
        _owner = owner;
        Medium = medium;
        Locks = new UnitLocks(owner, time);
    }

    public UnitLocks Locks { get; }

    /// <summary>What an optical drive holds; of any other unit nothing.</summary>
    public LoadedMedium Medium { get; }

    /// <summary>Version that this VIOS works by; -1 before the first.</summary>
    public long Version => Volatile.Read(ref _version);

    public bool CanPersistThroughPowerLoss => true;

    public bool TellsEveryNexus => true;

    ReservationState IReservations.Current => _parameters.Reservations;

    ModeParameters IModeParameters.Current => _parameters.Modes;

    UnitCondition IUnitConditions.Current => _condition;

    public ModeParameters Default { get; } = new();

    /// <summary>A device server over this LU: it is told what its nexuses must know.</summary>
    public void Add(DiskDeviceServer server) => _servers[server] = true;

    public void Remove(DiskDeviceServer server) => _servers.TryRemove(server, out _);

    /// <summary>The tasks of a nexus.</summary>
    public void Add(IUnitTasks tasks) => _tasks[tasks] = true;

    public void Remove(IUnitTasks tasks) => _tasks.TryRemove(tasks, out _);

    /// <summary>Tasks at this VIOS; a change of the reservations ends those at the others by itself.</summary>
    public async ValueTask AbortTasksAsync(
        IReadOnlyCollection<NexusIdentity> nexuses, NexusIdentity exceptNexus, uint exceptTag, CancellationToken cancellation) =>
        await AbortAsync(nexuses.Where(nexus => nexus != exceptNexus).ToHashSet()).ConfigureAwait(false);

    /// <summary>Establishes a unit attention for every nexus at this VIOS.</summary>
    public void RaiseUnitAttention(SenseCode code)
    {
        foreach (var server in _servers.Keys)
            server.RaiseUnitAttention(code);
    }

    public async ValueTask<ReservationOutcome> ChangeAsync(ReservationCommand command, CancellationToken cancellation)
    {
        ReservationDecision? decision = null;
        var result = await ChangeAsync(
            before =>
            {
                decision = ReservationDecisions.Decide(before.Reservations, command);
                return decision.State.Equals(before.Reservations) && decision.Aborted.IsEmpty && decision.Attentions.IsEmpty
                    ? null
                    : (before with { Reservations = decision.State }, ScsiTranslation.NoticeOf(decision));
            },
            cancellation).ConfigureAwait(false);

        // Every VIOS, this one too, has told its nexuses and ended tasks before the aggregate answered.
        return new ReservationOutcome(
            result, result == BackendResult.Ok ? decision! with { Attentions = [], Aborted = [] } : null);
    }

    public ValueTask<BackendResult> ChangeAsync(
        ModeParameters parameters, NexusIdentity? asker, CancellationToken cancellation) => ChangeAsync(
        before => before.Modes == parameters ? null : (before with { Modes = parameters }, new LuNotice(
            0, [ScsiTranslation.AttentionOf(SenseCodes.ModeParametersChanged, asker, others: asker is not null)], [], false, [])),
        cancellation);

    public ValueTask<BackendResult> ChangeAsync(
        Func<UnitCondition, UnitCondition> change, SenseCode? attention, NexusIdentity? asker, CancellationToken cancellation) =>
        ChangeAsync(
            before =>
            {
                var now = ScsiTranslation.ConditionOf(before.Condition);
                var after = change(now);
                ValueList<LuAttention> told = attention is { } code
                    ? [ScsiTranslation.AttentionOf(code, asker, others: asker is not null)]
                    : [];
                return after == now ? null : (
                    before with { Condition = ScsiTranslation.ConditionOf(after, before.Condition, _owner.Vios) },
                    new LuNotice(0, told, [], false, []));
            },
            cancellation);

    /// <summary>
    /// Logical unit reset (SAM-5 clause 6.3.3) at every VIOS: tasks end, RESERVE ends, mode parameters are the default ones, persistent
    /// reservations stay, and every nexus is told.
    /// </summary>
    public ValueTask<BackendResult> ResetAsync(CancellationToken cancellation) => ChangeAsync(
        before => (
            before with
            {
                Modes = Default,
                Reservations = before.Reservations with { ReserveHolder = null },
                Condition = before.Condition with { Preventers = [] },
            },
            new LuNotice(0, [], [], true, [])),
        cancellation);

    /// <summary>
    /// Works by this state from now on. When the task ends, no write runs that was checked against an earlier one, the tasks that end with
    /// the change have ended, and the nexuses have their unit attentions. One at a time; an older state than the last changes nothing.
    /// </summary>
    public async Task ApplyAsync(LuScsiState state, IReadOnlyList<LuNotice> notices)
    {
        if (state.Version <= Version)
            return;
        if (state.ParametersVersion != _parameters.Version)
        {
            (_parameters, _condition) = (Parameters.Of(state), ScsiTranslation.ConditionOf(state.Condition ?? LuCondition.Usual));
            _mustDrain = true;
        }

        await Medium.LoadAsync(state.Condition?.Medium).ConfigureAwait(false);
        var drained = Locks.ApplyAsync(state, drain: _mustDrain);
        foreach (var notice in notices.Where(notice => notice.Version > _noticed))
            await ApplyAsync(notice).ConfigureAwait(false);
        _noticed = state.Version;
        await drained.ConfigureAwait(false);
        _mustDrain = false;
        Volatile.Write(ref _version, state.Version);
    }

    /// <summary>What was before the first grant concerns none of its nexuses.</summary>
    public void Begin(LuScsiState state)
    {
        if (_version < 0)
            _noticed = state.Version;
    }

    private async Task ApplyAsync(LuNotice notice)
    {
        if (notice.Resets || notice.Aborted.Count > 0)
        {
            await AbortAsync(notice.Resets ? null : notice.Aborted.Select(ScsiTranslation.NexusOf).ToHashSet()).ConfigureAwait(false);
        }

        foreach (var server in _servers.Keys)
        {
            if (notice.Resets)
                server.NoteReset();
            foreach (var attention in notice.Attentions)
                Raise(server, attention);
        }
    }

    private Task AbortAsync(IReadOnlySet<NexusIdentity>? nexuses) =>
        Task.WhenAll(_tasks.Keys.Select(tasks => tasks.AbortAsync(nexuses)));

    private static void Raise(DiskDeviceServer server, LuAttention attention)
    {
        var code = ScsiTranslation.CodeOf(attention);
        if (attention.Nexus is { } nexus && !attention.Others)
            server.RaiseUnitAttentions([new NexusAttention(ScsiTranslation.NexusOf(nexus), code)]);
        else
            server.RaiseUnitAttention(code, attention.Nexus is { } asker ? ScsiTranslation.NexusOf(asker) : null);
    }

    /// <param name="decide">The change on a state; null: nothing is to be changed.</param>
    private async ValueTask<BackendResult> ChangeAsync(
        Func<Parameters, (Parameters After, LuNotice Notice)?> decide, CancellationToken cancellation)
    {
        var (before, request) = (_parameters, _owner.NextRequest());
        for (var conflicts = 0; conflicts < ConflictCountMax; conflicts++)
        {
            if (decide(before) is not var (after, notice))
                return BackendResult.Ok;
            var reply = await _owner.AskAsync(
                epoch => new ChangeScsi(
                    _owner.Lu, _owner.Vios, epoch, request, before.Version, ScsiTranslation.ReservationsOf(after.Reservations),
                    ScsiTranslation.ModesOf(after.Modes), notice, after.Condition),
                cancellation).ConfigureAwait(false);
            switch (reply)
            {
                case ScsiInForce:
                    return BackendResult.Ok;
                case ScsiConflict conflict:
                    before = Parameters.Of(conflict.State);
                    break;
                case Domain.Common.Rejected { Code: Domain.Common.RejectionCode.NotFound }:
                    return BackendResult.Gone;
                default:
                    return BackendResult.NotReady;
            }
        }

        return BackendResult.NotReady;
    }

    /// <param name="Version">Of the last change of them.</param>
    private sealed record Parameters(long Version, ReservationState Reservations, ModeParameters Modes, LuCondition Condition)
    {
        public static Parameters Of(LuScsiState state) => new(
            state.ParametersVersion, ScsiTranslation.ReservationsOf(state.Reservations), ScsiTranslation.ModesOf(state.Modes),
            state.Condition ?? LuCondition.Usual);
    }
}
