using System.Buffers.Binary;
using System.Text;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;

namespace VioActors.Domain.Images;

/// <summary>
/// Loads an operating system from its medium: places its services, joins their calls, and gives the bytes of each page. Pure once made;
/// thread-safe.
/// </summary>
public sealed class OsLoader
{
    private readonly OsMedium _medium;
    private readonly Dictionary<int, byte[]> _placed = [];

    private OsLoader(OsMedium medium)
    {
        _medium = medium;
        var first = 1 + (int)(medium.Seed % 61);
        var (portions, areas) = (new List<OsPortion>(), new List<OsChangeArea>());
        var (page, services, settings) = (first, medium.Services.Count, Enum.GetValues<OsChangeKind>().Length - 1);
        DataPage = first + services + settings;
        PageCount = DataPage + medium.DataPages;
        foreach (var kind in Enum.GetValues<OsChangeKind>().Where(kind => kind != OsChangeKind.Unspecified))
        {
            areas.Add(new OsChangeArea(kind, AddressOf(page), OsMedium.SettingBytesMax));
            PageAt(page++);
        }

        // Where a service is differs from system to system: what points to a former one's place finds another service, or none.
        foreach (var service in medium.Services.OrderBy(service => OsProcessor.HashOf(service.Name) ^ medium.Seed))
        {
            var offset = (ulong)(16 * (int)((OsProcessor.HashOf(service.Name) ^ medium.Seed) % 64));
            portions.Add(new OsPortion(service.Name, service.Kind, AddressOf(page++) + offset, 0));
        }

        (Portions, Areas) = (portions, areas);
        foreach (var service in medium.Services)
            Place(service);
        foreach (var setting in medium.Settings)
            WriteSetting(setting);
        Portions = [.. medium.Services.Select(service => portions.First(portion => portion.Name == service.Name) with
        {
            LengthBytes = OsProcessor.PortionHeaderBytes + CodeOf(service).Length,
        })];
    }

    public int PageCount { get; }

    /// <summary>First page of data.</summary>
    public int DataPage { get; }

    public IReadOnlyList<OsPortion> Portions { get; }

    public IReadOnlyList<OsChangeArea> Areas { get; }

    public static OsLoader Load(OsMedium medium) => new(medium);

    /// <summary>Writes a page as it is after the load.</summary>
    public void WritePage(int page, Span<byte> bytes)
    {
        bytes.Clear();
        if (page >= DataPage)
        {
            var word = OsMedium.DataWord(_medium.Seed, page - DataPage);
            for (var offset = 0; offset < MemoryPage.SizeBytes; offset += sizeof(ulong))
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], word + (ulong)offset);
        }
        else if (_placed.TryGetValue(page, out var placed))
        {
            placed.CopyTo(bytes);
        }
    }

    /// <summary>The value of a setting as it lies in memory: its length, then its bytes.</summary>
    public static byte[] Encode(OsChange change)
    {
        var utf8 = Encoding.UTF8.GetBytes(change.Value);
        var bytes = new byte[sizeof(int) + Math.Max(utf8.Length, sizeof(ulong))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, utf8.Length);
        utf8.CopyTo(bytes, sizeof(int));
        return bytes;
    }

    /// <summary>The word that a service takes of a setting.</summary>
    public static ulong WordOf(string value) => BinaryPrimitives.ReadUInt64LittleEndian(Encode(new OsChange(default, value)).AsSpan(4));

    private static ulong AddressOf(int page) => MemoryPartition.OsBase + ((ulong)page << MemoryPage.Shift);

    private byte[] PageAt(int page)
    {
        if (!_placed.TryGetValue(page, out var bytes))
            _placed[page] = bytes = new byte[MemoryPage.SizeBytes];
        return bytes;
    }

    private void WriteSetting(OsChange setting)
    {
        var address = Areas.First(area => area.Kind == setting.Kind).Address - MemoryPartition.OsBase;
        Encode(setting).CopyTo(PageAt((int)(address >> MemoryPage.Shift)), 0);
    }

    private void Place(OsService service)
    {
        var address = Portions.First(portion => portion.Name == service.Name).Address - MemoryPartition.OsBase;
        var bytes = PageAt((int)(address >> MemoryPage.Shift)).AsSpan((int)(address & (MemoryPage.SizeBytes - 1)));
        var code = CodeOf(service);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, OsProcessor.PortionMagic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], code.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], OsProcessor.HashOf(service.Name));
        code.CopyTo(bytes[OsProcessor.PortionHeaderBytes..]);
    }

    private byte[] CodeOf(OsService service)
    {
        var code = new List<byte> { 1 };
        Constant(code, service.Multiplier, 4);
        Constant(code, service.Addend, 3);
        code.AddRange([6, (byte)service.Rotation]);
        if (service.Reads != OsChangeKind.Unspecified)
        {
            Constant(code, Areas.First(area => area.Kind == service.Reads).Address + sizeof(int), 7);
            code.Add(5);
        }

        if (service.ReadsData)
        {
            code.Add(1);
            Constant(code, (ulong)_medium.DataPages, 10);
            Constant(code, MemoryPage.SizeBytes, 4);
            Constant(code, AddressOf(DataPage), 3);
            code.AddRange([7, 5]);
        }

        if (service.Calls.Length > 0)
        {
            code.AddRange([9, 8]);
            Word(code, Portions.First(portion => portion.Name == service.Calls).Address);
            Word(code, OsProcessor.HashOf(service.Calls));
            code.Add(3);
        }

        code.Add(0);
        return [.. code];
    }

    private static void Constant(List<byte> code, ulong value, byte operation)
    {
        code.Add(2);
        Word(code, value);
        code.Add(operation);
    }

    private static void Word(List<byte> code, ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        code.AddRange(bytes);
    }
}
