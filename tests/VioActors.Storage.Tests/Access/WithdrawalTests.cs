using VioActors.Storage.Access;
using VioActors.Storage.Maps;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Access;

/// <summary>An owner takes chunks away without ending the grant.</summary>
public sealed class WithdrawalTests
{
    private const int Chunk = Rig.ChunkBytes;

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task It_ends_when_the_IO_on_the_medium_has_ended_and_the_owner_is_asked_again()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(2 * Chunk, 1));
        rig.VolumesOfOne.ForEach(volume => volume.Hold());
        var write = access.WriteAsync(0, Rig.Pattern(512, 2)).AsTask();

        var gone = access.WithdrawAsync([(0, 1), (99, 5)]);

        Assert.False(gone.IsCompleted);
        var later = access.WriteAsync(Chunk, Rig.Pattern(512, 3)).AsTask();
        Assert.False(later.IsCompleted);
        var asked = 0;
        lu.BeforeAnswer = () =>
        {
            asked++;
            return Task.CompletedTask;
        };
        rig.VolumesOfOne.ForEach(volume => volume.Release());
        await gone;
        Assert.Equal((StorageResult.Ok, StorageResult.Ok), (await write, await later));
        Assert.Equal((new GrantEpoch(1), true, 0), (access.Epoch, access.IsGranted, asked));
        Assert.Equal(Rig.Pattern(512, 2), await Rig.ReadOkAsync(access, 0, 512));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_grant_that_is_revoked_meanwhile_does_not_come_back()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(2 * Chunk, 1));
        rig.VolumesOfOne.ForEach(volume => volume.Hold());
        var write = access.WriteAsync(0, Rig.Pattern(512, 2)).AsTask();
        var gone = access.WithdrawAsync([(0, 1)]);
        var revoked = lu.RevokeAsync();
        rig.VolumesOfOne.ForEach(volume => volume.Release());

        await Task.WhenAll(gone, revoked);

        Assert.Equal(StorageResult.Ok, await write);
        Assert.False(access.IsGranted);
        lu.Regrant();
        Assert.Equal(Rig.Pattern(512, 2), await Rig.ReadOkAsync(access, 0, 512));
    }

    [Fact]
    public async Task Before_the_first_grant_there_is_nothing_to_take()
    {
        var rig = new Rig();
        var access = new LuAccess(rig.PathOfOne, rig.Pool.CreateLu(1, Chunk), new LuAccessOptions { ChunkSize = Rig.Chunk },
            TimeProvider.System);
        await access.WithdrawAsync([(0, 1)]);
        Assert.False(access.IsGranted);
    }

    [Fact]
    public void A_map_is_copied_without_some_ranges()
    {
        var map = new ChunkMap(3000);
        for (var chunk = 0; chunk < 3000; chunk += 2)
            map.TryMap(chunk, new ChunkAddress(1, chunk));

        var copy = map.CopyWithout([(1000, 100), (2998, 2)]);

        Assert.Equal(map.Mapped().Where(one => one.LogicalChunk is < 1000 or (>= 1100 and < 2998)), copy.Mapped());
        Assert.Equal((1500, 1449), (map.MappedCount, copy.MappedCount));
        copy.TryMap(0, new ChunkAddress(1, 0));
        copy.Unmap(2);
        Assert.True(map[2].IsMapped);
    }
}
