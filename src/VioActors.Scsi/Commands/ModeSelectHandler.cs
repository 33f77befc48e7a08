using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>MODE SELECT(6), (10) (SPC-4 clauses 6.11 and 6.12). The other nexuses learn of a change by 2A/01.</summary>
internal sealed class ModeSelectHandler : CommandHandler
{
    private const byte PageFormat = 0x10;

    private readonly bool _isTen;

    private ModeSelectHandler(bool isTen, byte[] usage)
        : base(new CommandDescriptor(isTen ? (byte)0x55 : (byte)0x15, null, CommandTraits.InStandby, usage))
    {
        _isTen = isTen;
    }

    public static ModeSelectHandler Six() => new(false, [0xFF, PageFormat, 0, 0, 0xFF, 0]);

    public static ModeSelectHandler Ten() => new(true, [0xFF, PageFormat, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]);

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        int length = _isTen ? BinaryPrimitives.ReadUInt16BigEndian(cdb[7..]) : cdb[4];
        if (length == 0)
        {
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        // PF zero: vendor-specific pages, of which there are none.
        return (cdb[1] & PageFormat) == 0 ? ValueTask.FromResult(context.FailCdb(1, 4)) : SelectAsync(context, length);
    }

    private async ValueTask<ScsiResponse> SelectAsync(CommandContext context, int length)
    {
        var unit = context.Unit;
        using var list = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
        if (list.SizeBytes < length)
        {
            return context.Fail(SenseCodes.ParameterListLengthError);
        }

        var current = unit.ModeParameters;
        var parsed = ModeParameterList.Parse(list.Span, _isTen, unit.Backend, current);
        if (parsed.Parameters is not { } parameters)
        {
            return parsed.Error == ModeListError.Truncated
                ? context.Fail(SenseCodes.ParameterListLengthError)
                : context.FailParameter(parsed.ErrorByte);
        }

        if (parameters == current)
        {
            return ScsiResponse.Good(length);
        }

        // Switching the write cache off makes what it may hold stable first (SBC-3 clause 6.4.5).
        if (current.WriteCacheEnabled && !parameters.WriteCacheEnabled)
        {
            var flushed = await unit.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false);
            if (flushed != BackendResult.Ok)
            {
                return context.Fail(flushed);
            }
        }

        var changed = await unit.Modes.ChangeAsync(parameters, context.Nexus.Identity, context.Cancellation).ConfigureAwait(false);
        if (changed != BackendResult.Ok)
        {
            return context.Fail(changed);
        }

        if (!unit.Modes.TellsEveryNexus)
        {
            unit.Server.RaiseUnitAttention(SenseCodes.ModeParametersChanged, context.Nexus.Identity);
        }

        return ScsiResponse.Good(length);
    }
}
