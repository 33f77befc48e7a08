using System.Text;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;

namespace VioActors.Actors.Images;

/// <summary>What is done for an operating system before a partition runs on it: nothing of it is seen yet. Thread-safe.</summary>
internal static class OsPreparation
{
    /// <summary>Why the changes cannot be made in the image; null: they can.</summary>
    public static string? FindFault(OsImage image, IEnumerable<OsChange> changes)
    {
        foreach (var change in changes)
        {
            if (image.Areas.FirstOrDefault(area => area.Kind == change.Kind) is not { } area)
                return $"image '{image.Name}' has no place for {change.Kind}";
            var longest = area.CapacityBytes - sizeof(ulong);
            if (Encoding.UTF8.GetByteCount(change.Value) > longest)
                return $"the value of {change.Kind} is longer than the {longest} bytes that image '{image.Name}' has";
        }

        return null;
    }

    /// <summary>Later ones replace earlier ones of the same kind.</summary>
    public static ValueList<OsChange> Merge(IEnumerable<OsChange> had, IEnumerable<OsChange> more) => had.Concat(more)
        .GroupBy(change => change.Kind).Select(changes => changes.Last()).OrderBy(change => change.Kind).ToValueList();

    /// <summary>An operating system with a partition's own changes: what differs is written beside the image (OSI-5).</summary>
    public static async Task<OsVersion> PrepareAsync(
        OsPorts ports, MemoryPartition memory, OpenedImage opened, bool shared, ValueList<OsChange> changes)
    {
        var segment = memory.Pool.Prepare(memory, opened.Layer, shared);
        try
        {
            foreach (var change in changes)
                await ApplyAsync(ports, opened.Image, segment, change).ConfigureAwait(false);
            return new OsVersion(opened, segment, shared, changes);
        }
        catch
        {
            memory.Pool.Discard(segment);
            throw;
        }
    }

    public static Task ApplyAsync(OsPorts ports, OsImage image, MemorySegment segment, OsChange change)
    {
        var area = image.Areas.First(area => area.Kind == change.Kind);
        return ports.PutAsync(segment, (long)(area.Address - MemoryPartition.OsBase), OsLoader.Encode(change));
    }

    /// <summary>The pointers of each application into an operating system.</summary>
    public static async Task PointAsync(OsPorts ports, MemoryPartition memory, IReadOnlyList<GuestApplication> applications, OsImage image)
    {
        foreach (var application in applications)
        {
            var table = application.WriteImports(name => image.Find(name)!.Address);
            await ports.PutAsync(memory.Own, (long)application.ImportTable, table).ConfigureAwait(false);
        }
    }
}
