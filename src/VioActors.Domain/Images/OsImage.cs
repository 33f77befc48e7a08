using VioActors.Domain.Common;

namespace VioActors.Domain.Images;

/// <summary>What kind of portion an operating system offers to its applications.</summary>
public enum PortionKind
{
    Unspecified = 0,
    KernelEntry = 1,
    Library = 2,
    Driver = 3,
}

/// <summary>What a partition may have different from the image that it shares (OSI-5). Values are stored: never renumbered.</summary>
public enum OsChangeKind
{
    Unspecified = 0,
    NetworkAddress = 1,
    NetworkMask = 2,
    DefaultGateway = 3,
    MountPoint = 4,
    InitScript = 5,
    Users = 6,
    Groups = 7,
    DeviceDriver = 8,
    KernelModule = 9,
    KernelParameter = 10,
    Library = 11,
}

/// <summary>A portion of an operating system that applications use through a pointer to it. Immutable.</summary>
/// <param name="Name"><c>kernel.open</c>, <c>libc.hash</c>; unique in an image.</param>
/// <param name="Address">Where it is in the memory of a partition that runs on the image.</param>
public sealed record OsPortion(string Name, PortionKind Kind, ulong Address, int LengthBytes);

/// <summary>Where an operating system keeps a thing that differs from partition to partition. Immutable.</summary>
/// <param name="CapacityBytes">Longest value, its length field not counted.</param>
public sealed record OsChangeArea(OsChangeKind Kind, ulong Address, int CapacityBytes);

/// <summary>What is different in one partition. Immutable.</summary>
/// <param name="Value">UTF-8 text as the operating system takes it.</param>
public sealed record OsChange(OsChangeKind Kind, string Value);

/// <summary>The metadata of an operating-system image: what is where in its pages, and what their bytes must be. Immutable.</summary>
/// <param name="Release">Version of the operating system.</param>
/// <param name="Checksums">CRC-32C of each page of data.</param>
public sealed record OsImage(
    string Name, string Release, ValueList<OsPortion> Portions, ValueList<OsChangeArea> Areas, IReadOnlyList<uint> Checksums)
{
    public const int NameLengthMax = 63;

    public const int PortionCountMax = 4096;

    public const int AreaCountMax = 256;

    /// <summary>Pages of an image: 16 GiB.</summary>
    public const int PageCountMax = 1 << 22;

    public int PageCount => Checksums.Count;

    public OsPortion? Find(string name) => Portions.FirstOrDefault(portion => portion.Name == name);
}
