using System.Buffers;
using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Storage;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// Asks a VIOS to write a file of its host into an LU that is as large, before that is a medium that can be loaded. Answered with
/// <see cref="Ok"/> when the bytes are on stable storage, or <see cref="Rejected"/>.
/// </summary>
/// <param name="Path">Absolute, on the host of the VIOS.</param>
public sealed record ImportMedium(LuUdid Lu, string Path);

/// <summary>Writes files into LUs. Thread-safe.</summary>
internal static class MediumImport
{
    private const int PieceBytes = 1 << 20;
    private static readonly TimeSpan AttachLimit = TimeSpan.FromSeconds(10);

    public static async Task<IReply> RunAsync(ImportMedium import, IActorRef logicalUnits)
    {
        try
        {
            if (await logicalUnits.Ask<object>(new AttachLu(import.Lu), AttachLimit).ConfigureAwait(false) is not LuAttached unit)
                return Refuse(import, "its unit is not served by this VIOS now; try again");
            var file = File.OpenRead(import.Path);
            await using (file.ConfigureAwait(false))
            {
                if (file.Length != unit.Identity.Size.Bytes)
                    return Refuse(import, $"it has {file.Length} bytes and the unit {unit.Identity.Size.Bytes}");
                var result = await CopyAsync(file, unit).ConfigureAwait(false);
                return result == StorageResult.Ok ? Ok.Instance : Refuse(import, $"writing it ended with {result}");
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or AskTimeoutException)
        {
            return Refuse(import, cause.Message);
        }
    }

    private static async Task<StorageResult> CopyAsync(FileStream file, LuAttached unit)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var done = 0L; done < file.Length;)
            {
                var size = (int)Math.Min(PieceBytes, file.Length - done);
                await file.ReadExactlyAsync(piece.AsMemory(0, size)).ConfigureAwait(false);
                var result = await unit.Access
                    .WriteAsync(done, piece.AsMemory(0, size), false, CancellationToken.None).ConfigureAwait(false);
                if (result != StorageResult.Ok)
                    return result;
                done += size;
            }

            return await unit.Access.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static Rejected Refuse(ImportMedium import, string problem) =>
        new(RejectionCode.Invalid, $"Cannot import '{import.Path}': {problem}.");
}
