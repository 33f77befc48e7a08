namespace VioActors.Domain.Memory;

/// <summary>
/// The pages of one operating-system image in a shared memory pool: at most one read-only copy of each, for all who use it (OSI-5). Not
/// thread-safe: everything but its constants is used under the lock of <see cref="SharedMemory"/>.
/// </summary>
public sealed class ImageLayer
{
    private readonly int[] _frames;
    private readonly bool[] _referenced;
    private readonly IReadOnlyList<uint> _checksums;

    internal ImageLayer(string name, IReadOnlyList<uint> checksums)
    {
        Name = name;
        _checksums = checksums;
        _frames = new int[checksums.Count];
        Array.Fill(_frames, -1);
        _referenced = new bool[checksums.Count];
    }

    /// <summary>Name of the image.</summary>
    public string Name { get; }

    public int PageCount => _frames.Length;

    /// <summary>Segments that lie on it.</summary>
    internal HashSet<MemorySegment> Users { get; } = [];

    internal int ResidentCount { get; private set; }

    internal int Hand { get; set; }

    internal uint ChecksumOf(int page) => _checksums[page];

    internal bool TryFind(int page, out int frame)
    {
        frame = _frames[page];
        _referenced[page] |= frame >= 0;
        return frame >= 0;
    }

    internal bool IsResident(int page) => _frames[page] >= 0;

    internal void Install(int page, int frame)
    {
        _frames[page] = frame;
        _referenced[page] = true;
        ResidentCount++;
    }

    /// <summary>Takes pages that were not used lately; each gives its frame.</summary>
    internal void Evict(int count, Action<int> free)
    {
        for (var step = 0; step < 2 * PageCount && count > 0 && ResidentCount > 0; step++)
        {
            var page = Hand;
            Hand = (Hand + 1) % PageCount;
            if (_frames[page] < 0)
                continue;
            if (_referenced[page])
            {
                _referenced[page] = false;
                continue;
            }

            free(_frames[page]);
            _frames[page] = -1;
            ResidentCount--;
            count--;
        }
    }
}
