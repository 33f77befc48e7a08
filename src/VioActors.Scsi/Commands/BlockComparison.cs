using VioActors.Scsi.Backend;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>Reading the medium to verify it, in pieces of bounded size. Thread-safe.</summary>
internal static class BlockComparison
{
    /// <summary>Reads the range and drops the bytes.</summary>
    public static async ValueTask<BackendResult> ReadBackAsync(CommandContext context, long lba, long blockCount)
    {
        var (result, _) = await CompareAsync(context, lba, blockCount, default).ConfigureAwait(false);
        return result;
    }

    /// <summary>
    /// Compares the range with <paramref name="expected"/>, which repeats when it is shorter than the range (whole blocks); empty: nothing
    /// is compared.
    /// </summary>
    /// <returns>The first failure of the backend, or the offset in bytes of the first difference, or neither.</returns>
    public static async ValueTask<(BackendResult Result, long? MismatchBytes)> CompareAsync(
        CommandContext context, long lba, long blockCount, ReadOnlyMemory<byte> expected)
    {
        var unit = context.Unit;
        var pieceBlocks = (int)Math.Min(blockCount, unit.Limits.TransferBlocksOptimal);
        using var piece = TransferBuffer.Rent(pieceBlocks * unit.BlockSizeBytes);
        for (long done = 0; done < blockCount; done += pieceBlocks)
        {
            var bytes = piece.Memory[..((int)Math.Min(pieceBlocks, blockCount - done) * unit.BlockSizeBytes)];
            var result = await unit.Backend.ReadAsync(lba + done, bytes, context.Cancellation).ConfigureAwait(false);
            if (result != BackendResult.Ok)
            {
                return (result, null);
            }

            if (expected.Length > 0 && FindMismatch(bytes.Span, expected.Span, done * unit.BlockSizeBytes) is { } mismatch)
            {
                return (BackendResult.Ok, mismatch);
            }
        }

        return (BackendResult.Ok, null);
    }

    private static long? FindMismatch(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected, long offset)
    {
        for (var done = 0; done < actual.Length;)
        {
            var start = (int)((offset + done) % expected.Length);
            var size = Math.Min(actual.Length - done, expected.Length - start);
            var equal = actual.Slice(done, size).CommonPrefixLength(expected.Slice(start, size));
            if (equal < size)
            {
                return offset + done + equal;
            }

            done += size;
        }

        return null;
    }
}
