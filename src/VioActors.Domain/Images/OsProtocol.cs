using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Images;

/// <summary>A command or query for a hypervisor about operating systems of its partitions.</summary>
public interface IOsMessage : IDomainMessage;

/// <summary>Puts the medium of an operating system on an LU of the repository. Answered with <see cref="Ok"/>.</summary>
/// <param name="Text">See <see cref="OsMediumText"/>.</param>
public sealed record WriteOsMedium(LuUdid Lu, string Text) : ICommand, IOsMessage;

/// <summary>
/// Produces an image: a hidden partition boots from the medium, is paged out, and what is there is copied by the paging VIOS (OSI-2).
/// Answered with <see cref="ImageMade"/>.
/// </summary>
public sealed record CreateImage(string Name, LuUdid Medium, PoolName Pool, ImageKind Kind) : ICommand, IOsMessage;

/// <summary>Copies an image to another name. Answered with <see cref="ImageMade"/>.</summary>
public sealed record CopyImage(string Name, string Source, ImageKind Kind) : ICommand, IOsMessage;

/// <summary>Deletes an image that nobody uses, and its LU. Answered with <see cref="Ok"/>.</summary>
public sealed record DeleteImage(string Name) : ICommand, IOsMessage;

public sealed record ImageMade(ImageEntry Image) : IReply;

/// <summary>A partition begins to run applications on an image. Answered with <see cref="Ok"/>.</summary>
public sealed record BootOs(
    PartitionId Client, string Image, bool Shared, ValueList<OsChange> Changes, ValueList<OsApplication> Applications)
    : ICommand, IOsMessage;

/// <summary>
/// Partitions go on on another operating system, without a reboot (OSI-3, OSI-4). What they cannot do without is looked for before any of
/// them is suspended. Answered with <see cref="OsReplaced"/>.
/// </summary>
/// <param name="Full">Every page is read while it is suspended; otherwise as it is needed.</param>
/// <param name="SuspendedMax">Partitions that are suspended at one time.</param>
/// <param name="Changes">Beside what each has different already.</param>
public sealed record ReplaceOs(
    ValueList<PartitionId> Clients, string Image, bool Shared, bool Full, int SuspendedMax, ValueList<OsChange> Changes)
    : ICommand, IOsMessage;

/// <summary>A partition goes back to the operating system that it had before (OSI-6). Answered with <see cref="OsReplaced"/>.</summary>
public sealed record RollBackOs(PartitionId Client) : ICommand, IOsMessage;

/// <summary>Changes a setting of one running partition; the image stays as it is (OSI-5). Answered with <see cref="Ok"/>.</summary>
public sealed record ChangeOs(PartitionId Client, OsChange Change) : ICommand, IOsMessage;

/// <summary>What came of each partition, in the order that was asked.</summary>
public sealed record OsReplaced(ValueList<OsReplacement> Partitions) : IReply;

/// <param name="Done">It runs on the new one; otherwise on what it ran on before.</param>
/// <param name="Detail">Why not.</param>
/// <param name="SuspendedMicroseconds">How long it stood still; 0: not at all.</param>
public sealed record OsReplacement(PartitionId Client, bool Done, string Detail, long SuspendedMicroseconds);

/// <summary>Asks how the partitions of the CEC run. Answered with <see cref="OsReport"/>.</summary>
public sealed record GetOsReport : IQuery, IOsMessage;

/// <summary>Ordered by partition.</summary>
public sealed record OsReport(ValueList<OsPartition> Partitions) : IReply;

/// <summary>How a partition runs on its operating system.</summary>
/// <param name="Former">To which it can go back at once; empty: none.</param>
/// <param name="Suspended">It is being moved to another.</param>
/// <param name="Guest">What its guest says; null: it does not answer.</param>
public sealed record OsPartition(PartitionId Client, string Image, string Former, bool Shared, bool Suspended, OsGuestFigures? Guest);

/// <summary>What a guest says about its applications.</summary>
/// <param name="Calls">Services called.</param>
/// <param name="Waits">How often a page had to be waited for.</param>
/// <param name="Contradictions">Memory that was not what was written: always 0 in a sound system.</param>
/// <param name="Trap">Why the last call failed; empty: none did.</param>
/// <param name="Traps">Calls that found no such service.</param>
public sealed record OsGuestFigures(
    long Calls, long Waits, long Contradictions, long Traps, string Trap, string Service, ulong Argument, ulong Answer);
