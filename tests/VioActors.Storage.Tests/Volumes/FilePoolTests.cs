using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Chunks;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>The whole stack on files, with a set of handles for each of two VIOSes, as two processes have them.</summary>
public sealed class FilePoolTests : IDisposable
{
    private const int Chunks = 8;
    private readonly TempFolder _folder = new();
    private readonly PoolId _id = new(Guid.NewGuid());
    private readonly TestPool _pool = new(Rig.Chunk);
    private readonly RecordingObserver _observer = new();
    private readonly VolumeSet _volumesOfOne;
    private readonly VolumeSet _volumesOfTwo;

    public FilePoolTests()
    {
        for (var i = 0; i < 2; i++)
        {
            FilePhysicalVolume.Create(_folder.File($"{i}.pv"), new PvId(Guid.NewGuid()), _id, Rig.Chunk, Chunks).Require().Dispose();
            _pool.Do(space => AllocatorDecisions.AddVolume(space, i, Chunks));
        }

        _volumesOfOne = OpenSet();
        _volumesOfTwo = OpenSet();
    }

    public void Dispose()
    {
        _volumesOfOne.Dispose();
        _volumesOfTwo.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Two_VIOSes_write_one_LU_at_once_and_both_see_all_of_it()
    {
        var (one, two, lu) = Open(8 * Rig.ChunkBytes);
        const int piece = 16 * 1024;
        var pieces = (int)(lu.SizeBytes / piece);
        await Task.WhenAll(Enumerable.Range(0, pieces).Select(i => Task.Run(() =>
            Rig.WriteOkAsync(i % 2 == 0 ? one : two, i * piece, Rig.Pattern(piece, i), fua: i % 7 == 0))));

        var expected = Enumerable.Range(0, pieces).SelectMany(i => Rig.Pattern(piece, i)).ToArray();
        Assert.Equal(expected, await Rig.ReadOkAsync(one, 0, expected.Length));
        Assert.Equal(expected, await Rig.ReadOkAsync(two, 0, expected.Length));
        Assert.Equal(StorageResult.Ok, await two.FlushAsync());
        Assert.Equal(8, _pool.Space.Capacity.Used);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task The_next_owner_of_a_deleted_LUs_chunks_reads_zeros()
    {
        for (var generation = 1; generation <= 3; generation++)
        {
            var (one, two, lu) = Open(2 * Chunks * Rig.ChunkBytes);
            await Rig.WriteOkAsync(one, 512 * 3, Rig.Pattern(512, 1));
            Assert.Equal(new byte[512 * 3], await Rig.ReadOkAsync(two, 0, 512 * 3));
            Assert.Equal(new byte[1024], await Rig.ReadOkAsync(one, 512 * 4, 1024));
            await Rig.WriteOkAsync(two, 0, Rig.Pattern((int)lu.SizeBytes, generation));
            Assert.Equal(0, _pool.Space.Capacity.Free);
            await _pool.DeleteLuAsync(1, new ChunkScrubber(NewPath(_volumesOfOne)));
            Assert.Equal(2 * Chunks, _pool.Space.Capacity.Free);
        }
    }

    private (LuAccess One, LuAccess Two, TestLu Lu) Open(long sizeBytes)
    {
        var lu = _pool.CreateLu(1, sizeBytes);
        return (lu.Open(NewPath(_volumesOfOne)), lu.Open(NewPath(_volumesOfTwo)), lu);
    }

    private StoragePath NewPath(VolumeSet volumes) => new("p", volumes, _observer, TimeProvider.System);

    private VolumeSet OpenSet()
    {
        var set = new VolumeSet(_id, Rig.Chunk);
        for (var i = 0; i < 2; i++)
        {
            var opening = FilePhysicalVolume.Open(_folder.File($"{i}.pv"), VolumeOpenMode.Data, new VolumeExpectation(Pool: _id));
            Assert.Null(set.Add(i, opening.Require()));
        }

        return set;
    }
}
