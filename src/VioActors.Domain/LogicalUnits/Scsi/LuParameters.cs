using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>
/// The part of <see cref="LuDecisions"/> about what all VIOSes must agree on before a command is answered: reservations, mode parameters,
/// locked ranges (IO-2, STO-6). A change is stored, told to every holder, and answered when all have confirmed. Pure; thread-safe.
/// </summary>
internal static class LuParameters
{
    /// <summary>Ranges of one unit that may be locked at a time.</summary>
    public const int LockCountMax = 1024;

    /// <summary>Registrations of one unit: what a VIOS allows, which decides.</summary>
    public const int RegistrationCountMax = 4096;

    private const string LockKey = "lock";

    public static Outcome Change(LuState state, ChangeScsi change)
    {
        if (LuGrants.FindStale(state, change.Vios, change.Epoch) is { } stale)
        {
            return stale;
        }

        var scsi = state.Scsi;
        if (scsi.Find(change.Vios, change.Request) is { } done)
        {
            return AwaitForce(done.Version);
        }

        if (change.ParametersVersion != scsi.State.ParametersVersion)
        {
            return Decision.Answer<ILuEvent>(new ScsiConflict(change.Lu, scsi.State));
        }

        if (change.Reservations.Registrations.Count > RegistrationCountMax || change.Notice.Withdrawn.Count > 0)
        {
            return LuDecisions.Refuse(
                RejectionCode.Invalid,
                $"Cannot change the reservations of '{state.Identity!.Name}': more than {RegistrationCountMax} registrations, "
                    + $"or chunks, are "
                    + "named.");
        }

        var version = scsi.State.Version + 1;
        return AwaitForce(version).Storing(new ParametersChanged(
            Through(change.Vios, scsi.State.Reservations, change.Reservations),
            change.Modes,
            change.Notice with { Version = version },
            new LuRequest(change.Vios, change.Request, version),
            change.Condition));
    }

    public static Outcome Load(LuState state, LoadMedium load)
    {
        var (identity, scsi) = (state.Identity!, state.Scsi.State);
        if (identity.Kind != LuKind.OpticalDrive)
        {
            return LuDecisions.Refuse(
                RejectionCode.Invalid, $"Cannot load a medium into '{identity.Name}': it is no optical drive but of kind {identity.Kind}.");
        }

        var before = scsi.Condition ?? LuCondition.Usual;
        if (before.Medium == load.Medium && (load.Medium is null || !before.Ejected))
        {
            return Decision.NoOp<ILuEvent>(load.Medium is null ? $"'{identity.Name}' is empty." : $"It is in '{identity.Name}' already.");
        }

        if (before.Medium is not null && before.Preventers.Count > 0 && !load.Forced)
        {
            return LuDecisions.Refuse(
                RejectionCode.Busy,
                $"Cannot change the medium of '{identity.Name}': its client keeps it in; have it let go of it, or force it.");
        }

        var version = scsi.Version + 1;
        var told = load.Medium is null ? ValueList<LuAttention>.Empty : [new LuAttention(null, false, 0x28, 0)];
        return AwaitForce(version).Storing(new ParametersChanged(
            scsi.Reservations,
            scsi.Modes,
            new LuNotice(version, told, [], false, []),
            null,
            new LuCondition(false, load.Forced ? [] : before.Preventers, null, load.Medium)));
    }

    public static Outcome Find(LuState state, GetCondition get) =>
        Decision.Answer<ILuEvent>(new ConditionFound(get.Lu, state.Scsi.State.Condition ?? LuCondition.Usual));

    public static Outcome Lock(LuState state, LockRange wanted)
    {
        if (LuGrants.FindStale(state, wanted.Vios, wanted.Epoch) is { } stale)
        {
            return stale;
        }

        var (scsi, added) = (state.Scsi, new LuRangeLock(wanted.Vios, wanted.Request, wanted.Lba, wanted.BlockCount));
        if (scsi.Find(wanted.Vios, wanted.Request) is { } done)
        {
            return scsi.State.Locks.Contains(added)
                ? AwaitForce(done.Version)
                : LuDecisions.Refuse(RejectionCode.WrongStatus,
                    $"Request {wanted.Request} for blocks of '{state.Identity!.Name}' was given "
                    + "up; ask with a new number.");
        }

        if (wanted.Lba < 0 || wanted.BlockCount < 1 || wanted.Lba > long.MaxValue - wanted.BlockCount)
        {
            return LuDecisions.Refuse(RejectionCode.Invalid, $"Cannot lock {wanted.BlockCount} blocks of '{state.Identity!.Name}' from "
                + $"{wanted.Lba} on: there are no such blocks.");
        }

        if (scsi.State.Locks.Any(held => held.Overlaps(added)))
        {
            return Decision.Wait<ILuEvent>(LockKey, [new PushScsi(scsi.State.Version), .. Recall(wanted.Lu, scsi.State, added)]);
        }

        var version = scsi.State.Version + 1;
        return scsi.State.Locks.Count >= LockCountMax
            ? LuDecisions.Refuse(RejectionCode.Busy, $"Cannot lock blocks of '{state.Identity!.Name}': {LockCountMax} ranges are locked, "
                + "which is the limit.")
            : AwaitForce(version).Storing(new RangeLocked(added, version));
    }

    public static Outcome Want(LuState state, WantRange want)
    {
        var range = new LuRangeLock(want.Vios, 0, want.Lba, want.BlockCount);
        return LuGrants.FindStale(state, want.Vios, want.Epoch)
            ?? Decision.Answer<ILuEvent>(Ok.Instance).With([.. Recall(want.Lu, state.Scsi.State, range)]);
    }

    public static Outcome Unlock(LuState state, UnlockRange unlock)
    {
        var scsi = state.Scsi;
        var isHeld = scsi.State.Locks.Any(held => held.Vios == unlock.Vios && held.Request == unlock.Request);
        if (!isHeld && scsi.Find(unlock.Vios, unlock.Request) is not null)
        {
            return Decision.NoOp<ILuEvent>("Nothing is locked by that request.");
        }

        var version = isHeld ? scsi.State.Version + 1 : scsi.State.Version;
        return Decision.Accept<ILuEvent>(Ok.Instance, new RangeUnlocked(unlock.Vios, unlock.Request, version))
            .With(new PushScsi(version));
    }

    public static Outcome Conclude(LuState state, ConcludeScsi conclude) =>
        Decision.NoOp<ILuEvent>("It is in force.")
            .Resolving(KeyOf(conclude.Version), new ScsiInForce(state.Identity!.Lu, conclude.Version));

    public static Outcome Find(LuState state, GetScsi get) =>
        LuGrants.FindStale(state, get.Vios, get.Epoch)
        ?? Decision.Answer<ILuEvent>(new ScsiFound(get.Lu, state.Scsi.State, state.Scsi.Notices));

    public static Outcome LosePower(LuState state)
    {
        var scsi = state.Scsi.State;
        var kept = scsi.Reservations.PersistsThroughPowerLoss
            ? scsi.Reservations with { Generation = 0, ReserveHolder = null, ReserveVios = null }
            : LuReservations.None;
        var events = state.Holders.Keys.SelectMany(vios => LuGrants.EventsOfEnd(state, vios, "every VIOS was down"))
            .Concat(state.Scsi.State.Locks.Where(held => !state.Holders.ContainsKey(held.Vios))
                .Select(ILuEvent (held) => new RangeUnlocked(held.Vios, held.Request, scsi.Version + 1)))
            .ToList();
        var condition = scsi.Condition?.WithoutPower();
        if (kept != scsi.Reservations || scsi.Modes != LuModes.Default || condition != scsi.Condition)
        {
            var notice = new LuNotice(scsi.Version + 2, [], [], false, []);
            events.Add(new ParametersChanged(kept, LuModes.Default, notice, null, condition));
        }

        return events.Count == 0
            ? Decision.NoOp<ILuEvent>("Nothing of it is lost with the power.")
            : LuLifecycle.Ending(state, events.ToArray());
    }

    /// <summary>What a VIOS leaves behind that ends without a word: its locks and what was reserved through it.</summary>
    public static IEnumerable<ILuEvent> EventsOfLoss(LuState state, VioUuid vios)
    {
        var scsi = state.Scsi.State;
        foreach (var held in scsi.Locks.Where(held => held.Vios == vios))
        {
            yield return new RangeUnlocked(vios, held.Request, scsi.Version + 1);
        }

        var condition = scsi.Condition?.Without(vios);
        if (scsi.Reservations.ReserveVios == vios || condition != scsi.Condition)
        {
            var left = scsi.Reservations.ReserveVios == vios
                ? scsi.Reservations with { ReserveHolder = null, ReserveVios = null }
                : scsi.Reservations;
            yield return new ParametersChanged(left, scsi.Modes, new LuNotice(scsi.Version + 1, [], [], false, []), null, condition);
        }
    }

    private static IEnumerable<IEffect> Recall(LuUdid lu, LuScsiState scsi, LuRangeLock wanted) => scsi.Locks
        .Where(held => held.Overlaps(wanted))
        .Select(IEffect (held) => new TellWanted(new RangeWanted(lu, held.Vios, held.Request)));

    private static Outcome AwaitForce(long version) => Decision.Wait<ILuEvent>(KeyOf(version), new PushScsi(version));

    private static string KeyOf(long version) => $"scsi:{version}";

    private static LuReservations Through(VioUuid vios, LuReservations before, LuReservations after) => after with
    {
        ReserveVios = after.ReserveHolder is null ? null
            : after.ReserveHolder == before.ReserveHolder ? before.ReserveVios
            : vios,
    };
}
