using System.Buffers.Binary;
using System.Text;
using VioActors.Actors.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// Media of operating systems on LUs of the repository: a page with magic, length and CRC-32C, then the text. What is read is not trusted.
/// Thread-safe.
/// </summary>
internal static class OsMediumStore
{
    private const ulong Magic = 0x414D_534F_5F4F_4956; // "VIO_OSMA"

    /// <exception cref="OsStepException">It is no medium, or could not be written.</exception>
    public static async Task WriteAsync(OsPorts ports, LuUdid lu, string text)
    {
        if (!OsMediumText.TryParse(text, out _, out var problem))
            throw new OsStepException($"That is no medium of an operating system: {problem}.");
        var utf8 = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[(1 + MemoryPage.CountFor(utf8.Length)) << MemoryPage.Shift];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), utf8.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), MemoryPage.Checksum(utf8));
        utf8.CopyTo(bytes, MemoryPage.SizeBytes);
        await ports.WriteAsync(lu, 0, bytes).ConfigureAwait(false);
        await CloseAsync(ports, lu).ConfigureAwait(false);
    }

    /// <exception cref="OsStepException">There is no medium on it.</exception>
    public static async Task<OsMedium> ReadAsync(OsPorts ports, LuUdid lu)
    {
        var header = (await ports.ReadAsync(lu, 0, 1).ConfigureAwait(false)).ToArray();
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic || length is < 1 or > (4 * OsMediumText.LengthMax))
            throw new OsStepException($"LU {lu} is no medium of an operating system.");
        var bytes = await ports.ReadAsync(lu, 1, (int)MemoryPage.CountFor(length)).ConfigureAwait(false);
        await CloseAsync(ports, lu).ConfigureAwait(false);
        var text = bytes.Span[..length];
        if (MemoryPage.Checksum(text) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)))
            throw new OsStepException($"The medium on LU {lu} is damaged.");
        return OsMediumText.TryParse(Encoding.UTF8.GetString(text), out var medium, out var problem)
            ? medium
            : throw new OsStepException($"The medium on LU {lu} is none: {problem}.");
    }

    /// <summary>The pool lets go of an LU, which is deleted then. What cannot be done stays for the administrator.</summary>
    public static async Task DeleteAsync(OsPorts ports, LuUdid lu)
    {
        try
        {
            await CloseAsync(ports, lu).ConfigureAwait(false);
            await ports.AskAsync<IReply>(ports.ViosDb, new DeleteLu(lu, Forced: true), $"LU {lu}").ConfigureAwait(false);
        }
        catch (OsStepException)
        {
            // It is in the list of LUs under its name.
        }
    }

    private static Task CloseAsync(OsPorts ports, LuUdid lu) => ports.AskAsync<PagesWritten>(
        ports.Memory, new RunPaging(new ClosePagingDevice(ports.Pool, lu)), "letting go of an LU");
}
