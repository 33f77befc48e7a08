using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// The work of SANITIZE, which goes on without the command that began it. While it runs no other command reaches the medium, through
/// whichever VIOS. If this VIOS ends, the owner of the condition marks it as failed. Thread-safe.
/// </summary>
internal static class SanitizeJob
{
    /// <summary>Progress is made known in steps of a sixteenth.</summary>
    private const int ProgressSteps = 16;

    /// <summary>Repeats of a piece that the storage could not take for a moment.</summary>
    private const int AttemptsMax = 30;

    public static SenseData SenseOf(SanitizeStatus status) => status.HasFailed
        ? new SenseData(SenseCodes.SanitizeFailed)
        : new SenseData(SenseCodes.SanitizeInProgress, Progress: status.Progress);

    /// <param name="pattern">Null: all space is given back.</param>
    /// <returns>Whether every block is wiped; the condition says the same by then.</returns>
    public static async Task<bool> RunAsync(LogicalUnit unit, SanitizePattern? pattern)
    {
        await Task.Yield();
        var isDone = false;
        try
        {
            isDone = await WipeAsync(unit, pattern).ConfigureAwait(false) == BackendResult.Ok;
        }
        finally
        {
            await EndAsync(unit, isDone).ConfigureAwait(false);
        }

        return isDone;
    }

    private static async Task<BackendResult> WipeAsync(LogicalUnit unit, SanitizePattern? pattern)
    {
        if (pattern is null)
        {
            return await ReleaseAsync(unit).ConfigureAwait(false);
        }

        var result = BackendResult.Ok;
        for (var pass = 0; pass < pattern.Passes && result == BackendResult.Ok; pass++)
        {
            var block = pattern.Inverts && pass % 2 == 1 ? [.. pattern.Block.Select(one => (byte)~one)] : pattern.Block;
            result = await FillAsync(unit, block, pass, pattern.Passes).ConfigureAwait(false);
        }

        return result == BackendResult.Ok ? await unit.Backend.FlushAsync(CancellationToken.None).ConfigureAwait(false) : result;
    }

    private static async Task<BackendResult> ReleaseAsync(LogicalUnit unit)
    {
        var (result, count) = (BackendResult.Ok, unit.Backend.BlockCount);
        for (long lba = 0; lba < count && result == BackendResult.Ok; lba += TransferLimits.UnmapBlocksMax)
        {
            var (first, blocks) = (lba, Math.Min(TransferLimits.UnmapBlocksMax, count - lba));
            result = await RepeatAsync(() => unit.Thin!.UnmapAsync(first, blocks, CancellationToken.None)).ConfigureAwait(false);
            await TellAsync(unit, lba, lba + blocks, count).ConfigureAwait(false);
        }

        return result;
    }

    private static async Task<BackendResult> FillAsync(LogicalUnit unit, byte[] block, int pass, int passes)
    {
        var (result, count, pieceBlocks) = (BackendResult.Ok, unit.Backend.BlockCount, unit.Limits.TransferBlocksOptimal);
        using var piece = TransferBuffer.Rent(pieceBlocks * block.Length);
        for (var at = 0; at < piece.SizeBytes; at += block.Length)
        {
            block.CopyTo(piece.Span[at..]);
        }

        for (long lba = 0; lba < count && result == BackendResult.Ok; lba += pieceBlocks)
        {
            var (first, blocks) = (lba, (int)Math.Min(pieceBlocks, count - lba));
            var bytes = piece.Memory[..(blocks * block.Length)];
            result = await RepeatAsync(() => unit.Backend.WriteAsync(first, bytes, false, CancellationToken.None)).ConfigureAwait(false);
            await TellAsync(unit, (pass * count) + lba, (pass * count) + lba + blocks, passes * count).ConfigureAwait(false);
        }

        return result;
    }

    private static async Task<BackendResult> RepeatAsync(Func<ValueTask<BackendResult>> work)
    {
        var result = BackendResult.NotReady;
        for (var attempt = 0; attempt < AttemptsMax && result is (BackendResult.NotReady or BackendResult.PathLost); attempt++)
        {
            result = await work().ConfigureAwait(false);
        }

        return result;
    }

    private static async Task TellAsync(LogicalUnit unit, long before, long done, long all)
    {
        if (done < all && before * ProgressSteps / all != done * ProgressSteps / all)
        {
            await unit.ChangeConditionAsync(
                now => now.Sanitize is { HasFailed: false } status
                    ? now with { Sanitize = status with { Progress = (ushort)(done * ProgressSteps / all * (65536 / ProgressSteps)) } }
                    : now,
                null, null, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(LogicalUnit unit, bool isDone)
    {
        await RepeatAsync(() => unit.ChangeConditionAsync(
            now => now.Sanitize is not { HasFailed: false } status ? now
                : now with { Sanitize = isDone ? null : status with { HasFailed = true } },
            null, null, CancellationToken.None)).ConfigureAwait(false);
    }
}
