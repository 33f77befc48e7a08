using VioActors.Storage.Access;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Access;

[Trait("Req", "STO-2")]
public sealed class ThinTests
{
    private const int Chunk = Rig.ChunkBytes;
    private readonly Rig _rig = new();
    private readonly TestLu _lu;
    private readonly LuAccess _access;

    public ThinTests()
    {
        _lu = _rig.Pool.CreateLu(1, (4 * Chunk) + 512);
        _access = _lu.Open(_rig.PathOfOne);
    }

    [Fact]
    public async Task Discarding_zeroes_the_whole_chunks_inside_the_range_only()
    {
        var image = Rig.Pattern(4 * Chunk, 1);
        await Rig.WriteOkAsync(_access, 0, image);

        Assert.Equal(StorageResult.Ok, await _access.DiscardAsync(Chunk - 100, (2 * Chunk) + 200));

        image.AsSpan(Chunk, 2 * Chunk).Clear();
        Assert.Equal(image, await Rig.ReadOkAsync(_access, 0, 4 * Chunk));
        Assert.Equal(4, _rig.Pool.Space.Capacity.Used);
        await Rig.WriteOkAsync(_access, Chunk, Rig.Pattern(512, 2));
        Assert.Equal(Rig.Pattern(512, 2), await Rig.ReadOkAsync(_access, Chunk, 512));
    }

    [Fact]
    public async Task Discarding_unmapped_space_or_nothing_asks_nobody()
    {
        Assert.Equal(StorageResult.Ok, await _access.DiscardAsync(0, _lu.SizeBytes));
        Assert.Equal(StorageResult.Ok, await _access.DiscardAsync(_lu.SizeBytes, 0));
        Assert.Equal(0, _lu.FindQuestions + _lu.AllocationQuestions);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _access.DiscardAsync(512, _lu.SizeBytes));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _access.DiscardAsync(0, -1));
        Assert.Equal(0, _access.InFlight);
    }

    [Fact]
    public async Task A_failing_discard_says_so()
    {
        await Rig.WriteOkAsync(_access, 0, new byte[4 * Chunk]);
        _rig.VolumesOfOne.ForEach(volume => volume.Fail = _ => new VolumeResult(VolumeStatus.WriteError));
        Assert.Equal(StorageResult.WriteError, await _access.DiscardAsync(0, 4 * Chunk));
    }

    [Fact]
    public async Task A_discard_waits_for_the_next_grant()
    {
        await Rig.WriteOkAsync(_access, 0, Rig.Pattern(Chunk, 1));
        await _lu.RevokeAsync();
        var discard = _access.DiscardAsync(0, Chunk).AsTask();
        Assert.False(discard.IsCompleted);
        _lu.Regrant();
        Assert.Equal(StorageResult.Ok, await discard);
        Assert.Equal(new byte[Chunk], await Rig.ReadOkAsync(_access, 0, Chunk));
    }

    [Fact]
    public async Task Mapping_is_told_in_runs_and_includes_what_another_VIOS_mapped()
    {
        var other = _lu.Open(_rig.PathOfTwo);
        await Rig.WriteOkAsync(_access, 0, new byte[2 * Chunk]);
        await Rig.WriteOkAsync(other, 4 * Chunk, new byte[512]);

        Assert.Equal(new LuMapping(StorageResult.Ok, true, (2 * Chunk) - 100), await _access.FindMappingAsync(100));
        Assert.Equal(new LuMapping(StorageResult.Ok, false, Chunk), await _access.FindMappingAsync(2 * Chunk));
        Assert.Equal(new LuMapping(StorageResult.Ok, true, 512), await _access.FindMappingAsync(4 * Chunk));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _access.FindMappingAsync(_lu.SizeBytes));
        await _lu.CloseAsync();
        Assert.Equal(StorageResult.Gone, (await _access.FindMappingAsync(0)).Result);
    }
}
