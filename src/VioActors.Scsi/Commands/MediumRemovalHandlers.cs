using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// START STOP UNIT (SBC-3 clause 5.20, MMC-6 clause 6.42). The unit is shared and has no motor: stopping makes its writes stable and
/// changes nothing for anybody. LOEJ takes a removable medium out or in, for every nexus; it is refused where nothing can be removed.
/// </summary>
internal sealed class StartStopUnitHandler() : CommandHandler(new CommandDescriptor(
    0x1B, null, CommandTraits.PassesPersistentReservation, [0xFF, 0x01, 0, 0x0F, 0xF7, 0]))
{
    private const byte Start = 0x01;
    private const byte LoadEject = 0x02;
    private const byte NoFlush = 0x04;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var flags = context.Cdb[4];
        if (flags >> 4 != 0)
        {
            // A power condition makes START and LOEJ ignored; all conditions are alike here.
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        if ((flags & LoadEject) != 0)
        {
            return context.Unit.IsRemovable ? MoveAsync(context, (flags & Start) != 0) : ValueTask.FromResult(context.FailCdb(4, 1));
        }

        return (flags & (Start | NoFlush)) != 0 || !context.Unit.HasMedium
            ? ValueTask.FromResult(ScsiResponse.Good())
            : FlushAsync(context);
    }

    private static async ValueTask<ScsiResponse> FlushAsync(CommandContext context) =>
        context.Outcome(await context.Unit.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false));

    /// <summary>
    /// Whoever prevents removal prevents loading too (SBC-3 table 88). The other nexuses hear of a medium that came by 28/00; one that
    /// went they find out by 02/3A/00.
    /// </summary>
    private static async ValueTask<ScsiResponse> MoveAsync(CommandContext context, bool load)
    {
        var unit = context.Unit;
        if (!load && unit.HasMedium && !unit.Backend.IsReadOnly)
        {
            var flushed = await unit.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false);
            if (flushed != BackendResult.Ok)
            {
                return context.Fail(flushed);
            }
        }

        var isPrevented = false;
        var result = await unit.ChangeConditionAsync(
            now =>
            {
                isPrevented = now.Preventers.Length > 0;
                return isPrevented ? now : now with { IsEjected = !load };
            },
            load ? SenseCodes.MediumMayHaveChanged : null,
            context.Nexus.Identity,
            context.Cancellation).ConfigureAwait(false);
        return result != BackendResult.Ok ? context.Fail(result)
            : isPrevented ? context.Fail(SenseCodes.MediumRemovalPrevented)
            : load && !unit.HasMedium ? context.Fail(SenseCodes.MediumNotPresent)
            : ScsiResponse.Good();
    }
}

/// <summary>
/// PREVENT ALLOW MEDIUM REMOVAL (SBC-3 clause 5.13), kept for each nexus and in force through every VIOS. Where nothing can be removed it
/// is accepted and has no effect.
/// </summary>
internal sealed class PreventAllowHandler() : CommandHandler(new CommandDescriptor(
    0x1E, null, CommandTraits.PassesPersistentReservation, [0xFF, 0, 0, 0, 0x03, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var prevent = context.Cdb[4] & 0x03;
        if (prevent > 1)
        {
            return ValueTask.FromResult(context.FailCdb(4, 1));
        }

        var nexus = context.Nexus.Identity;
        var isSo = context.Unit.Conditions.Current.Preventers.Contains(nexus) == (prevent == 1);
        return isSo || !context.Unit.IsRemovable
            ? ValueTask.FromResult(ScsiResponse.Good())
            : ChangeAsync(context, now => prevent == 1 ? now.Preventing(nexus) : now.Allowing(nexus));
    }

    private static async ValueTask<ScsiResponse> ChangeAsync(CommandContext context, Func<UnitCondition, UnitCondition> change) =>
        context.Outcome(await context.Unit.ChangeConditionAsync(change, null, null, context.Cancellation).ConfigureAwait(false));
}
