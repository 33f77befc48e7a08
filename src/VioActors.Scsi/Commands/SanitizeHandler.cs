using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// SANITIZE (SBC-3 clause 5.19): OVERWRITE writes a pattern over every block; BLOCK ERASE, of a thin unit, gives all its space back to
/// the pool, which erases it before anybody gets it. What a snapshot holds stays with the snapshot. Resets and the loss of the nexus do
/// not stop it (clause 4.11.1).
/// </summary>
internal sealed class SanitizeHandler(byte action) : CommandHandler(new CommandDescriptor(
    Opcode, action, action == ExitFailureMode ? CommandTraits.Medium : CommandTraits.Writes | CommandTraits.Medium,
    [0xFF, action == ExitFailureMode ? Immediate : (byte)(Immediate | AllowUnrestrictedExit), 0, 0, 0, 0, 0, 0xFF, 0xFF, 0]))
{
    public const byte Opcode = 0x48;
    public const byte Overwrite = 0x01;
    public const byte BlockErase = 0x02;
    public const byte ExitFailureMode = 0x1F;

    private const byte Immediate = 0x80;
    private const byte AllowUnrestrictedExit = 0x20;
    private const int HeaderSizeBytes = 4;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[7..]);
        var isFine = action == Overwrite
            ? length > HeaderSizeBytes && length <= HeaderSizeBytes + context.Unit.BlockSizeBytes
            : length == 0;
        return !isFine ? ValueTask.FromResult(context.FailCdb(7))
            : action == ExitFailureMode ? ExitAsync(context)
            : BeginAsync(context, length);
    }

    private static async ValueTask<ScsiResponse> ExitAsync(CommandContext context)
    {
        // Clause 4.11.4: only what was begun with AUSE may be left this way.
        if (context.Unit.Conditions.Current.Sanitize is { } failed && !failed.MayExit)
        {
            return context.Fail(SanitizeJob.SenseOf(failed));
        }

        return context.Outcome(await context.Unit.ChangeConditionAsync(
            now => now.Sanitize is { HasFailed: true, MayExit: true } ? now with { Sanitize = null } : now,
            null, null, context.Cancellation).ConfigureAwait(false));
    }

    private async ValueTask<ScsiResponse> BeginAsync(CommandContext context, int length)
    {
        SanitizePattern? pattern = null;
        if (action == Overwrite)
        {
            using var list = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
            if (list.SizeBytes < length)
            {
                return context.Fail(SenseCodes.ParameterListLengthError);
            }

            pattern = SanitizePattern.Parse(list.Span, context.Unit.BlockSizeBytes, out var errorByte);
            if (pattern is null)
            {
                return context.FailParameter(errorByte);
            }
        }

        var mayExit = (context.Cdb[1] & AllowUnrestrictedExit) != 0;
        var isTaken = false;
        var begun = await context.Unit.ChangeConditionAsync(
            now =>
            {
                isTaken = now.Sanitize is { HasFailed: false };
                return isTaken ? now : now with { Sanitize = new SanitizeStatus(false, mayExit, 0) };
            },
            null, null, context.Cancellation).ConfigureAwait(false);
        if (begun != BackendResult.Ok || isTaken)
        {
            return begun != BackendResult.Ok
                ? context.Fail(begun)
                : context.Fail(SanitizeJob.SenseOf(context.Unit.Conditions.Current.Sanitize ?? new SanitizeStatus(false, mayExit, 0)));
        }

        var work = SanitizeJob.RunAsync(context.Unit, pattern);
        if ((context.Cdb[1] & Immediate) != 0)
        {
            return ScsiResponse.Good(length);
        }

        var isDone = await work.WaitAsync(context.Cancellation).ConfigureAwait(false);
        return isDone ? ScsiResponse.Good(length) : context.Fail(SenseCodes.SanitizeFailed);
    }
}

/// <summary>What OVERWRITE writes (SBC-3 table 70). Immutable.</summary>
/// <param name="Passes">1 to 31.</param>
/// <param name="Inverts">Each pass writes the complement of the one before it.</param>
/// <param name="Block">One block of the pattern.</param>
internal sealed record SanitizePattern(int Passes, bool Inverts, byte[] Block)
{
    private const byte Invert = 0x80;
    private const byte Test = 0x60;

    /// <summary>Null: the byte is in error. The pattern is as long as the header says, at least a byte and at most a block.</summary>
    public static SanitizePattern? Parse(ReadOnlySpan<byte> list, int blockSizeBytes, out int errorByte)
    {
        var (passes, size) = (list[0] & 0x1F, BinaryPrimitives.ReadUInt16BigEndian(list[2..]));
        errorByte = passes == 0 || (list[0] & Test) != 0 ? 0 : 2;
        if (passes == 0 || (list[0] & Test) != 0 || size == 0 || size > blockSizeBytes || size > list.Length - 4)
        {
            return null;
        }

        var block = new byte[blockSizeBytes];
        for (var at = 0; at < block.Length; at++)
        {
            block[at] = list[4 + (at % size)];
        }

        return new SanitizePattern(passes, (list[0] & Invert) != 0, block);
    }
}
