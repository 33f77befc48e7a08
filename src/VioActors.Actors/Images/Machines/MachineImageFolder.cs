using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// The files of one image of a machine (OSI-8): its memory, which machines made of it share, and its state. While it is being made the
/// folder's name ends in <c>.part</c>. Immutable; thread-safe.
/// </summary>
internal sealed class MachineImageFolder
{
    /// <summary>Of the file that machines have mapped.</summary>
    public const string MemoryName = "machine-memory";

    private const string PartSuffix = ".part";

    private readonly string _whole;
    private readonly string _part;

    /// <param name="image">LU of the image's disk.</param>
    public MachineImageFolder(QemuSettings settings, LuUdid image)
    {
        Image = image;
        _whole = Path.Combine(settings.ImageDirectory, $"{image}");
        _part = _whole + PartSuffix;
    }

    public LuUdid Image { get; }

    /// <summary>All of it is there.</summary>
    public bool IsWhole => Directory.Exists(_whole);

    /// <summary>Somebody began to make it.</summary>
    public bool IsPart => Directory.Exists(_part);

    public string Memory => Path.Combine(Current, MemoryName);

    public string State => Path.Combine(Current, "state");

    private string Description => Path.Combine(Current, "description.json");

    private string SourceFile => Path.Combine(Current, "source");

    private string Current => IsWhole ? _whole : _part;

    /// <summary>Those of a hypervisor, whole or not.</summary>
    public static IReadOnlyList<MachineImageFolder> List(QemuSettings settings) => !Directory.Exists(settings.ImageDirectory)
        ? []
        :
        [
            .. Directory.EnumerateDirectories(settings.ImageDirectory).Select(path => Path.GetFileName(path).Replace(PartSuffix, ""))
                .Distinct().Where(name => LuUdid.TryParse(name, out _, out _))
                .Select(name => new MachineImageFolder(settings, LuUdid.Parse(name))),
        ];

    /// <summary>Before anything else is made of it: what is found without its image is cleaned.</summary>
    /// <param name="source">LU of which a snapshot is taken for a moment.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Begin(LuUdid source)
    {
        if (OperatingSystem.IsWindows())
            throw new IOException("machines need a Unix host");
        Directory.CreateDirectory(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(SourceFile, $"{source}");
    }

    /// <summary>The LU that its disk was made of; null when that is not known.</summary>
    public LuUdid? ReadSource() =>
        File.Exists(SourceFile) && LuUdid.TryParse(File.ReadAllText(SourceFile), out var source, out _) ? source : null;

    /// <summary>Notes what the machine was. All of it is on stable storage then.</summary>
    public void Write(MachineImageDescription description)
    {
        File.WriteAllBytes(Description, description.Write());
        foreach (var path in new[] { Memory, State, Description })
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            file.Flush(flushToDisk: true);
        }
    }

    /// <exception cref="IOException">It is not there, not whole, or not what was written.</exception>
    public MachineImageDescription Read()
    {
        if (!IsWhole)
            throw new IOException($"the memory of its image is not on this machine ({_whole})");
        var description = MachineImageDescription.Read(Description);
        var (memory, state) = (new FileInfo(Memory), new FileInfo(State));
        if (!memory.Exists || memory.Length != (long)description.MemoryMebibytes << 20)
            throw new IOException($"the image's memory {Memory} is not of {description.MemoryMebibytes} MiB");
        if (!state.Exists || MachineImageDescription.ChecksumOf(State) != description.StateChecksum)
            throw new IOException($"the image's state {State} is not what was written");
        return description;
    }

    /// <summary>It is in the catalog.</summary>
    public void Complete() => Directory.Move(_part, _whole);

    /// <summary>Machines that have its memory mapped keep that.</summary>
    public void Delete()
    {
        foreach (var path in new[] { _whole, _part }.Where(Directory.Exists))
            Directory.Delete(path, recursive: true);
    }
}
