using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// WRITE SAME(10), (16) (SBC-3 clauses 5.42 and 5.43). With UNMAP and a block of zeros whole chunks are released and the rest is zeroed, so
/// that the
/// range reads as zeros (LBPRZ); any other block is written. A length of zero is refused (WSNZ).
/// </summary>
internal sealed class WriteSameHandler(byte opcode, BlockCdb format, bool canUnmap) : MediumHandler(
    opcode, format, (byte)((canUnmap ? Unmap : 0) | (format == BlockCdb.Sixteen ? NoDataOutBuffer : 0)), CommandTraits.Writes)
{
    private const byte Unmap = 0x08;

    /// <summary>NDOB, in the 16-byte form: the block is all zeros and is not sent.</summary>
    private const byte NoDataOutBuffer = 0x01;

    protected override long BlocksMax(LogicalUnit unit) => unit.Limits.WriteSameBlocksMax;

    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        if (range.BlockCount == 0)
        {
            return ValueTask.FromResult(context.FailCdb(Format.LengthByte()));
        }

        var transferSize = (context.Cdb[1] & NoDataOutBuffer) != 0 ? 0 : context.Unit.BlockSizeBytes;
        return context.Task.DataOutSizeBytes != transferSize
            ? ValueTask.FromResult(context.Fail(new SenseData(SenseCodes.InvalidInformationUnit), transferSize))
            : RepeatAsync(context, range, transferSize, (context.Cdb[1] & Unmap) != 0);
    }

    private static async ValueTask<ScsiResponse> RepeatAsync(CommandContext context, BlockRange range, int transferSize, bool unmap)
    {
        var unit = context.Unit;
        using var block = transferSize == 0
            ? TransferBuffer.CopyOf(new byte[unit.BlockSizeBytes])
            : await context.Task.ReceiveDataOutAsync(transferSize, context.Cancellation).ConfigureAwait(false);
        var isZero = block.Span.IndexOfAnyExcept((byte)0) < 0;
        var lba = (long)range.FirstLba;
        var result = unmap && isZero
            ? await Unmapping.ZeroAsync(context, lba, range.BlockCount).ConfigureAwait(false)
            : await WriteRunAsync(context, lba, range.BlockCount, block.Memory).ConfigureAwait(false);
        return context.Outcome(result, transferSize);
    }

    /// <summary>Writes one block over a range, in pieces of bounded size.</summary>
    internal static async ValueTask<BackendResult> WriteRunAsync(
        CommandContext context, long lba, long blockCount, ReadOnlyMemory<byte> block)
    {
        var unit = context.Unit;
        var pieceBlocks = (int)Math.Min(blockCount, unit.Limits.TransferBlocksOptimal);
        using var piece = TransferBuffer.Rent(pieceBlocks * unit.BlockSizeBytes);
        for (var i = 0; i < pieceBlocks; i++)
        {
            block.Span.CopyTo(piece.Span[(i * unit.BlockSizeBytes)..]);
        }

        for (long done = 0; done < blockCount; done += pieceBlocks)
        {
            var bytes = piece.Memory[..((int)Math.Min(pieceBlocks, blockCount - done) * unit.BlockSizeBytes)];
            var result = await DataOut.WriteAsync(context, lba + done, bytes, unit.MustReachMedium(false)).ConfigureAwait(false);
            if (result != BackendResult.Ok)
            {
                return result;
            }
        }

        return BackendResult.Ok;
    }
}
