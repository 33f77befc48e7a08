using VioActors.Storage.Access;
using VioActors.Storage.Maps;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Access;

public sealed class GrantTests
{
    private const int Chunk = Rig.ChunkBytes;
    private static readonly LuAccessOptions NoWait = new() { GrantWaitLimit = TimeSpan.Zero };

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Revocation_ends_when_the_IO_on_the_medium_has_ended()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(2 * Chunk, 1));
        rig.VolumesOfOne.ForEach(volume => volume.Hold());
        var write = access.WriteAsync(0, Rig.Pattern(512, 2)).AsTask();

        var revoked = lu.RevokeAsync();

        Assert.False(revoked.IsCompleted);
        Assert.False(access.IsGranted);
        Assert.Equal(1, access.InFlight);
        rig.VolumesOfOne.ForEach(volume => volume.Release());
        await revoked;
        Assert.Equal(StorageResult.Ok, await write);
        Assert.Equal(0, access.InFlight);
    }

    [Fact]
    public async Task IO_after_a_revocation_waits_for_the_next_grant_and_runs_under_its_map()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        await lu.RevokeAsync();
        var read = Rig.ReadOkAsync(access, 0, 512);
        var write = access.WriteAsync(Chunk, Rig.Pattern(512, 3)).AsTask();
        Assert.False(read.IsCompleted || write.IsCompleted);

        lu.Regrant();

        Assert.Equal(new byte[512], await read);
        Assert.Equal(StorageResult.Ok, await write);
        Assert.Equal(new GrantEpoch(2), access.Epoch);
    }

    [Fact]
    public async Task Revocation_does_not_wait_for_IO_that_waits_for_the_owner()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        var answer = new TaskCompletionSource();
        lu.BeforeAnswer = () => answer.Task;
        var write = access.WriteAsync(0, Rig.Pattern(512, 4)).AsTask();
        var read = Rig.ReadOkAsync(access, Chunk, 512);

        await lu.RevokeAsync();
        Assert.False(write.IsCompleted || read.IsCompleted);
        lu.BeforeAnswer = null;
        lu.Regrant();

        Assert.Equal(StorageResult.Ok, await write);
        Assert.Equal(new byte[512], await read);
        answer.SetResult();
        Assert.Equal(Rig.Pattern(512, 4), await Rig.ReadOkAsync(access, 0, 512));
    }

    [Fact]
    public async Task Without_a_wait_limit_the_answer_is_Revoked()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne, NoWait);
        await lu.RevokeAsync();

        Assert.Equal(StorageResult.Revoked, await access.ReadAsync(0, new byte[512]));
        Assert.Equal(StorageResult.Revoked, await access.WriteAsync(0, new byte[512]));
    }

    [Fact]
    public async Task A_grant_that_does_not_come_in_time_is_NotReady()
    {
        var time = new ManualTime();
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne, new LuAccessOptions { GrantWaitLimit = TimeSpan.FromSeconds(5) }, time);
        await lu.RevokeAsync();
        var write = access.WriteAsync(0, new byte[512]).AsTask();

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(write.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(StorageResult.NotReady, await write);
    }

    [Fact]
    public async Task An_owner_that_does_not_answer_in_time_is_NotReady_and_can_be_asked_again()
    {
        var time = new ManualTime();
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne, new LuAccessOptions { OwnerAnswerLimit = TimeSpan.FromSeconds(5) }, time);
        var never = new TaskCompletionSource();
        lu.BeforeAnswer = () => never.Task;
        var write = access.WriteAsync(0, new byte[512]).AsTask();

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(StorageResult.NotReady, await write);
        lu.BeforeAnswer = null;
        await Rig.WriteOkAsync(access, 0, new byte[512]);
        never.SetResult();
    }

    [Fact]
    public async Task Waiting_IO_is_bounded()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne, new LuAccessOptions { WaitingCountMax = 2 });
        await lu.RevokeAsync();
        var waiting = Enumerable.Range(0, 2).Select(_ => access.WriteAsync(0, new byte[512]).AsTask()).ToList();

        Assert.Equal(StorageResult.NotReady, await access.WriteAsync(0, new byte[512]));

        lu.Regrant();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(StorageResult.Ok, result));
    }

    [Fact]
    public async Task A_removed_LU_answers_Gone_to_what_waits_and_what_comes()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        await lu.RevokeAsync();
        var waiting = access.WriteAsync(0, new byte[512]).AsTask();

        await lu.CloseAsync();

        Assert.Equal(StorageResult.Gone, await waiting);
        Assert.Equal(StorageResult.Gone, await access.ReadAsync(0, new byte[512]));
        Assert.Equal(StorageResult.Gone, await access.FlushAsync());
    }

    [Fact]
    public async Task IO_before_the_first_grant_waits_for_it()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = new LuAccess(rig.PathOfOne, lu, new LuAccessOptions { ChunkSize = Rig.Chunk }, TimeProvider.System);
        var read = Rig.ReadOkAsync(access, 0, 512);
        Assert.False(read.IsCompleted);

        access.Grant(new LuGrant(new GrantEpoch(1), Chunk, lu.Map.Copy()));

        Assert.Equal(new byte[512], await read);
    }

    [Fact]
    public async Task A_grant_comes_only_after_the_former_is_drained_and_with_a_higher_epoch()
    {
        var rig = new Rig();
        var access = rig.Pool.CreateLu(1, Chunk).Open(rig.PathOfOne);
        Assert.Throws<InvalidOperationException>(() => access.Grant(new LuGrant(new GrantEpoch(2), Chunk, new ChunkMap(1))));
        await access.RevokeAsync(new GrantEpoch(1));
        Assert.Throws<InvalidOperationException>(() => access.Grant(new LuGrant(new GrantEpoch(1), Chunk, new ChunkMap(1))));
        Assert.Throws<ArgumentException>(() => access.Grant(new LuGrant(new GrantEpoch(2), Chunk + 1, new ChunkMap(1))));
        access.Grant(new LuGrant(new GrantEpoch(2), Chunk, new ChunkMap(1)));
        Assert.True(access.IsGranted);
    }

    [Fact]
    public async Task An_old_epochs_revocation_does_not_touch_a_newer_grant()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        await lu.RenewAsync();

        await access.RevokeAsync(new GrantEpoch(1));

        Assert.True(access.IsGranted);
    }
}
