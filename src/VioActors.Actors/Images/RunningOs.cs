using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>An operating system with what is different in one partition: it runs on it, ran on it, or is to. Immutable.</summary>
internal sealed record OsVersion(OpenedImage Opened, MemorySegment Segment, bool Shared, ValueList<OsChange> Changes)
{
    public string Name => Opened.Entry.Name;
}

/// <summary>A partition that runs applications on an operating system. Not thread-safe: one operation has it at a time.</summary>
internal sealed class RunningOs(
    PartitionId client, IActorRef lpar, MemoryPartition memory, OsVersion version, ValueList<OsApplication> programs,
    IReadOnlyList<GuestApplication> applications)
{
    public PartitionId Client => client;

    public IActorRef Lpar { get; set; } = lpar;

    public MemoryPartition Memory => memory;

    public ValueList<OsApplication> Programs => programs;

    public IReadOnlyList<GuestApplication> Applications => applications;

    public volatile OsVersion Version = version;

    /// <summary>To which it can go back; null: to none.</summary>
    public volatile OsVersion? Former;

    public volatile bool IsSuspended;

    /// <summary>Places applications one after the other. Null: they need more memory than there is.</summary>
    public static IReadOnlyList<GuestApplication>? Place(ValueList<OsApplication> programs, int pages)
    {
        var (placed, next) = (new List<GuestApplication>(), 0);
        foreach (var program in programs)
        {
            var application = new GuestApplication(program.Name, program.Imports, next, program.DataPages);
            placed.Add(application);
            next += application.PageCount;
        }

        return next <= pages ? placed : null;
    }

    /// <summary>Services that its applications use and an image lacks.</summary>
    public static IReadOnlyList<string> FindMissing(IEnumerable<OsApplication> programs, OsImage image)
    {
        var offered = image.Portions.Select(portion => portion.Name).ToHashSet(StringComparer.Ordinal);
        return [.. programs.SelectMany(program => program.Imports).Where(import => !offered.Contains(import)).Distinct()];
    }
}
