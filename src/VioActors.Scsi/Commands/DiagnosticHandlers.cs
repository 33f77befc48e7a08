using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// SEND DIAGNOSTIC (SPC-4 clause 6.42): the default self-test, which reads the first and the last block; and the request for the list of
/// diagnostic pages, which RECEIVE DIAGNOSTIC RESULTS returns. There are no background self-tests.
/// </summary>
internal sealed class SendDiagnosticHandler() : CommandHandler(new CommandDescriptor(
    0x1D, null, CommandTraits.None, [0xFF, PageFormat | SelfTest, 0, 0xFF, 0xFF, 0]))
{
    private const byte PageFormat = 0x10;
    private const byte SelfTest = 0x04;

    /// <summary>A page header, which is all of the request for the supported pages.</summary>
    private const int PageSizeBytes = 4;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[3..]);
        var isSelfTest = (context.Cdb[1] & SelfTest) != 0;
        if (length == 0)
        {
            return isSelfTest && context.Unit.HasMedium ? TestAsync(context) : ValueTask.FromResult(ScsiResponse.Good());
        }

        // SPC-4 clause 6.42: no parameter list goes with a self-test, and the list is pages, of which PF says so.
        return isSelfTest ? ValueTask.FromResult(context.FailCdb(3))
            : (context.Cdb[1] & PageFormat) == 0 ? ValueTask.FromResult(context.FailCdb(1, 4))
            : ReceiveAsync(context, length);
    }

    private static async ValueTask<ScsiResponse> ReceiveAsync(CommandContext context, int length)
    {
        using var list = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
        return list.SizeBytes < length || length < PageSizeBytes ? context.Fail(SenseCodes.ParameterListLengthError)
            : list.Span[0] != 0 ? context.FailParameter(0)
            : BinaryPrimitives.ReadUInt16BigEndian(list.Span[2..]) != 0 ? context.FailParameter(2)
            : ScsiResponse.Good(length);
    }

    private static async ValueTask<ScsiResponse> TestAsync(CommandContext context)
    {
        var backend = context.Unit.Backend;
        using var block = TransferBuffer.Rent(backend.BlockSizeBytes);
        foreach (var lba in (long[])[0, backend.BlockCount - 1])
        {
            switch (await backend.ReadAsync(lba, block.Memory, context.Cancellation).ConfigureAwait(false))
            {
                case BackendResult.Ok:
                    break;
                case BackendResult.NotReady:
                    return context.Fail(BackendResult.NotReady);
                default:
                    return context.Fail(SenseCodes.SelfTestFailed);
            }
        }

        return ScsiResponse.Good();
    }
}

/// <summary>RECEIVE DIAGNOSTIC RESULTS (SPC-4 clause 6.30): the list of pages (7.2.4), which holds itself alone.</summary>
internal sealed class ReceiveDiagnosticHandler() : CommandHandler(new CommandDescriptor(
    0x1C, null, CommandTraits.InStandby, [0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0]))
{
    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context) => ValueTask.FromResult(
        context.Cdb[2] != 0
            ? context.FailCdb(2)
            : CommandContext.Data([0, 0, 0, 1, 0], BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[3..])));
}
