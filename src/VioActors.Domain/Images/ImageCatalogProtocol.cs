using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Images;

/// <summary>A command or query for the catalog of operating-system images of the cluster.</summary>
public interface IImageMessage : IDomainMessage;

/// <summary>How an image was copied (OSI-2).</summary>
public enum ImageKind
{
    Unspecified = 0,

    /// <summary>Metadata and data: it has chunks of its own.</summary>
    Clone = 1,

    /// <summary>Metadata alone: it shares chunks with what it was made of.</summary>
    Snapshot = 2,

    /// <summary>Of a virtual machine that ran (OSI-8): its LU is the disk, its memory a file of the CEC that made it.</summary>
    Machine = 3,
}

/// <summary>An operating-system image in the repository. Immutable.</summary>
/// <param name="Lu">That it is on.</param>
/// <param name="Pages">Of 4 KiB.</param>
/// <param name="Origin">What it was made of: a medium, or another image.</param>
public sealed record ImageEntry(
    string Name, string Release, LuUdid Lu, ImageKind Kind, int Pages, string Origin, DateTimeOffset MadeAtUtc);

/// <summary>An application that a partition runs. Immutable.</summary>
/// <param name="Imports">Services that it uses.</param>
/// <param name="DataPages">Pages of data that it works on.</param>
public sealed record OsApplication(string Name, ValueList<string> Imports, int DataPages);

/// <summary>Which image a partition runs on. Immutable.</summary>
/// <param name="Former">The image that it ran on before, which can be put back; empty: none.</param>
/// <param name="Shared">On the pool's one copy.</param>
/// <param name="Changes">What it has different from the image (OSI-5).</param>
public sealed record OsUse(
    CecId Cec, PartitionId Client, string Image, string Former, bool Shared, ValueList<OsChange> Changes,
    ValueList<OsApplication> Applications);

/// <summary>Answered with <see cref="Ok"/>, <see cref="NoOp"/> or <see cref="Rejected"/>.</summary>
public sealed record RegisterImage(ImageEntry Image) : ICommand, IImageMessage;

/// <summary>
/// Takes an image out of the catalog; refused while a partition uses it or may go back to it. Answered with <see cref="Ok"/>.
/// </summary>
public sealed record ForgetImage(string Name) : ICommand, IImageMessage;

/// <summary>
/// A partition runs on an image from now on. Answered with <see cref="Ok"/>, or <see cref="Rejected"/> when it is not there.
/// </summary>
public sealed record NoteOsUse(OsUse Use) : ICommand, IImageMessage;

/// <summary>A partition runs on no image any more. Answered with <see cref="Ok"/>.</summary>
public sealed record ForgetOsUse(CecId Cec, PartitionId Client) : ICommand, IImageMessage;

/// <summary>Answered with <see cref="ImagesFound"/>.</summary>
public sealed record GetImages : IQuery, IImageMessage;

/// <summary>Every image, by name, and who uses which.</summary>
public sealed record ImagesFound(ValueList<ImageEntry> Images, ValueList<OsUse> Uses) : IReply;

public interface IImageEvent : IEvent;

public sealed record ImageRegistered(ImageEntry Image) : IImageEvent;

public sealed record ImageForgotten(string Name) : IImageEvent;

public sealed record OsUseNoted(OsUse Use) : IImageEvent;

public sealed record OsUseForgotten(CecId Cec, PartitionId Client) : IImageEvent;
