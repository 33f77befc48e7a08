using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Restore;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>
/// The process dies at every command of a restore: before it is carried out, or before its answer arrives (BR-10, BR-11).
/// </summary>
public class InterruptedRestoreTests
{
    [Theory]
    [Trait("Req", "BR-11")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_on_at_the_next_start(bool afterwards)
    {
        await using var rig = await BackupRig.StartAsync(1);
        await rig.DeployAsync(rig.RandomDocument(11, 1));
        var wanted = await rig.CurrentAsync();
        var content = rig.ContentOf((await rig.Ask<BackupViewed>(new ViewBackup(null))).Document);
        await rig.WipeAsync();
        var commands = await DieAtAsync(rig, content, int.MaxValue, afterwards);
        Assert.InRange(commands, 20, 200);

        for (var at = 0; at < commands; at++)
        {
            await rig.WipeAsync();
            await DieAtAsync(rig, content, at, afterwards);
            await rig.RestartAsync();

            // A restore that had begun was finished before this request was looked at; one that had not is begun by it.
            var report = await rig.Ask<RestoreReport>(new RestoreContent("again", content, RestoreOptions.Default, false));

            Assert.Equal(RestoreEnd.Restored, report.End);
            Assert.Equal(wanted, await rig.CurrentAsync());
        }
    }

    [Theory]
    [Trait("Req", "BR-10")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_can_be_taken_back_instead(bool afterwards)
    {
        await using var rig = await BackupRig.StartAsync(1);
        await rig.DeployAsync(rig.RandomDocument(12, 1));
        var content = rig.ContentOf((await rig.Ask<BackupViewed>(new ViewBackup(null))).Document);
        await rig.WipeAsync();
        var wiped = await rig.CurrentAsync();
        var commands = await DieAtAsync(rig, content, int.MaxValue, afterwards);
        await rig.WipeAsync();

        for (var at = 1; at < commands; at += 5)
        {
            await DieAtAsync(rig, content, at, afterwards);

            // The administrator decides while the VIOS is still down.
            await rig.Db<RestoreFound>(new BeginUndo(rig.Vios, "the administrator gave it up"));
            await rig.RestartAsync();

            Assert.Equal(wiped, await rig.CurrentAsync());
        }
    }

    /// <summary>Begins a restore whose process dies; gives how many commands it sent.</summary>
    private static async Task<int> DieAtAsync(BackupRig rig, FileBytes content, int at, bool afterwards)
    {
        await rig.RestartAsync();
        await rig.CurrentAsync();
        var script = new GateScript(at, afterwards);
        await rig.RestartAsync(rig.GateTo(script));
        var answer = rig.Actor.Ask<object>(new RestoreContent("given", content, RestoreOptions.Default, false));
        await Task.WhenAny(answer, script.Died);
        if (answer.IsCompleted)
            Assert.Equal(RestoreEnd.Restored, Assert.IsType<RestoreReport>(await answer).End);
        return script.Count;
    }
}
