using System.Buffers.Binary;
using VioActors.Domain.Memory;

namespace VioActors.Domain.Images;

/// <summary>
/// An application of a built-in guest: it lives in its partition's memory, calls services of the operating system through pointers that
/// are there, and keeps what it has computed there. Immutable; thread-safe.
/// <code>
///   page 0    magic "APPI" 4 | imports 4 | (hash of the service's name 8, pointer to it 8)…
///   page 1    calls made 8 | digest of all answers 8
///   page 2…   its data: each page has the number of the call that wrote it last
/// </code>
/// </summary>
/// <param name="Imports">Names of the services that it uses.</param>
/// <param name="FirstPage">Of its partition's memory.</param>
/// <param name="DataPages">Pages of data that it works on, one with each call.</param>
public sealed record GuestApplication(string Name, IReadOnlyList<string> Imports, int FirstPage, int DataPages)
{
    public const int ImportsMax = 200;

    public const int DataPagesMax = 1 << 20;

    private const uint Magic = 0x4950_5041; // "APPI"

    public int PageCount => 2 + DataPages;

    public ulong ImportTable => (ulong)FirstPage << MemoryPage.Shift;

    public ulong State => (ulong)(FirstPage + 1) << MemoryPage.Shift;

    public ulong DataPage(ulong call) => (ulong)(FirstPage + 2 + (int)(call % (ulong)DataPages)) << MemoryPage.Shift;

    /// <summary>Address of the pointer to a service.</summary>
    public ulong PointerAt(int import) => ImportTable + 16 + (16 * (ulong)import);

    /// <summary>The import table, with pointers into an operating system.</summary>
    /// <param name="addressOf">Address of a service.</param>
    public byte[] WriteImports(Func<string, ulong> addressOf)
    {
        var bytes = new byte[8 + (16 * Imports.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Imports.Count);
        for (var index = 0; index < Imports.Count; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 + (16 * index)), OsProcessor.HashOf(Imports[index]));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16 + (16 * index)), addressOf(Imports[index]));
        }

        return bytes;
    }
}
