using System.Globalization;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>
/// The volumes lose their power at a random moment under random load: what was not stable is lost, sector by sector. The default run is
/// short; VIOACTORS_POWER_ROUNDS and VIOACTORS_POWER_SEED make others.
/// </summary>
[Trait("Req", "STO-6")]
public sealed class PowerLossScenarios
{
    private const int LuSectors = (4 << 20) / SectorBook.SectorBytes;
    private const int SecretStamp = -7;
    private const int SecretSectors = (512 << 10) / SectorBook.SectorBytes;
    private const int SecretCount = 4;

    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
        "vio-actors.io-redundancy.hold-limit = 2s",
    ];

    private readonly Dictionary<string, SectorBook> _books = new() { ["lu1"] = new(LuSectors), ["lu2"] = new(LuSectors) };
    private int _lastStamp;

    [Fact]
    [Trait("Req", "STO-2")]
    [Trait("Req", "STO-3")]
    public async Task Given_RandomLoadThroughTwoVioses_When_TheVolumesLosePower_Then_WhatWasFlushedIsThereAndNothingOfOthers()
    {
        var (rounds, seed) = (Read("VIOACTORS_POWER_ROUNDS", 2), Read("VIOACTORS_POWER_SEED", 20261121));
        using var one = new DiskServer(new VolatileDisk(24 << 20));
        using var two = new DiskServer(new VolatileDisk(24 << 20));
        await using var rig = await DevRig.StartAsync(Settings);
        await using (var pbm = await ConnectAsync(rig))
        {
            await RunAsync(pbm, $"pool add -pv n1 -path {one.Url}");
            await RunAsync(pbm, $"pool add -pv n2 -path {two.Url}");
            await RunAsync(pbm, "pool drain -pv pv1");
            await RunAsync(pbm, "pool remove -pv pv1");
        }

        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(seed + round);
            var moments = await LoadUntilPowerOffAsync(rig, round, random, [one.Disk, two.Disk]);
            await rig.System.DisposeAsync();
            one.Disk.PowerOn();
            two.Disk.PowerOn();
            foreach (var book in _books.Values)
                book.PowerLost();

            await rig.RestartOnlyAsync();
            await using var pbm = await ConnectAsync(rig);
            await ReadAllAsync(rig, $"seed {seed}, round {round}");
            foreach (var moment in moments)
                await ReadMomentAsync(rig, moment, $"seed {seed}, round {round}");
            await RepairAsync(pbm);
            await CommandScenarios.AssertSoundAsync(pbm);
        }
    }

    private async Task<IReadOnlyList<Moment>> LoadUntilPowerOffAsync(DevRig rig, int round, Random random, VolatileDisk[] disks)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (left, isOff) = (random.Next(150, 600), false);
        var workers = new List<Task>();
        foreach (var (lu, book) in _books)
        {
            for (var vios = 1; vios <= 2; vios++)
            {
                var (initiator, lun) = await rig.LoginAsync($"vios{vios}", lu, (ulong)((round * 10) + vios));
                var worker = new SectorWorker(
                    book, initiator, lun, vios - 1, new Random(random.Next()), CountDown, () => Interlocked.Increment(ref _lastStamp));
                workers.Add(Task.Run(() => worker.RunAsync(() => Volatile.Read(ref isOff))));
            }
        }

        var units = new Dictionary<string, LuUdid> { ["lu1"] = await rig.LuAsync("lu1"), ["lu2"] = await rig.LuAsync("lu2") };
        var secrets = new List<Secret>();
        for (var number = 0; number < SecretCount; number++)
            secrets.Add(await MakeSecretAsync(rig, $"secret{round}x{number}"));
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var managing = Task.Run(() => ManageAsync(rig, round, units, secrets, kept, () => Volatile.Read(ref isOff)));
        var both = Task.WhenAll(enough.Task, kept.Task);
        await await Task.WhenAny([both, managing, .. workers]);
        Assert.True(both.IsCompleted);
        Volatile.Write(ref isOff, true);
        foreach (var disk in disks)
            disk.PowerOff(new Random(random.Next()));
        await Task.WhenAll(workers);
        return await managing;

        void CountDown()
        {
            if (Interlocked.Decrement(ref left) == 0)
                enough.SetResult();
        }
    }

    /// <summary>
    /// Snapshots of both units come and go, and so does a unit whose bytes nobody else may ever see. One of each unit stays, with a clone:
    /// those are made while the power is on.
    /// </summary>
    private async Task<IReadOnlyList<Moment>> ManageAsync(
        DevRig rig, int round, Dictionary<string, LuUdid> named, List<Secret> secrets, TaskCompletionSource kept, Func<bool> isOff)
    {
        var (all, units) = (new Sectors(0, SecretSectors), named.Values);
        var moments = new List<Moment>();
        foreach (var (name, unit) in named)
            moments.Add(await KeepAsync(rig, unit, _books[name], $"kept{round}of{name}"));
        kept.SetResult();
        for (var number = 0; !isOff(); number++)
        {
            var name = LuName.Parse($"r{round}n{number}");
            foreach (var unit in units)
                await rig.Db.AskAnyAsync(new TakeSnapshot(unit, name));
            if (number < secrets.Count && !isOff())
            {
                var secret = secrets[number];
                await secret.Initiator.WriteAsync(secret.Lun, 0, SectorBook.Filled(all, SecretStamp));
                await rig.Db.AskAnyAsync(new DeleteLu(secret.Lu, Forced: true));
            }

            foreach (var unit in units)
                await rig.Db.AskAnyAsync(new DeleteSnapshot(unit, name));
        }

        return moments;
    }

    /// <summary>A snapshot while the load runs, and a clone of it.</summary>
    private static async Task<Moment> KeepAsync(DevRig rig, LuUdid unit, SectorBook book, string name)
    {
        var content = book.BeginSnapshot();
        await Eventually.ReachAsync(
            "the snapshot is taken", () => rig.Db.AskAnyAsync(new TakeSnapshot(unit, LuName.Parse(name))), reply => reply is not Rejected);
        book.EndSnapshot(content);
        return new Moment(unit, LuName.Parse(name), content, await CloneAsync(rig, unit, name, $"{name}early"));
    }

    private static async Task<LuUdid> CloneAsync(DevRig rig, LuUdid unit, string snapshot, string name)
    {
        var clone = LuUdid.From(Guid.NewGuid());
        await rig.AskAsync<LuFound>(new CreateClone(
            clone, rig.Pool, LuName.Parse(name), unit, LuName.Parse(snapshot), new ByteSize(LuSectors * SectorBook.SectorBytes),
            Tier.System, LuKind.Disk));
        return clone;
    }

    /// <summary>
    /// A snapshot has what its unit had: what was flushed before is there, and nothing that was sent after it. So has its clone of before.
    /// </summary>
    private static async Task ReadMomentAsync(DevRig rig, Moment moment, string when)
    {
        var (early, late) = ($"{moment.Snapshot}early", $"{moment.Snapshot}late");
        var clones = new[] { (early, moment.Copy), (late, await CloneAsync(rig, moment.Unit, moment.Snapshot.Value, late)) };
        foreach (var (name, clone) in clones)
        {
            await rig.MapBesideAsync("vios1", "lu1", clone);
            var (initiator, lun) = await rig.LoginAsync("vios1", name, 78);
            var problem = moment.Content.Check(0, await initiator.ReadAsync(lun, 0, LuSectors * SectorBook.SectorBytes));
            Assert.True(problem is null, $"{when}: {name}: {problem}.");
            initiator.Nexus.Close("All is read.");
            await rig.AskAsync<IReply>(new DeleteLu(clone, Forced: true));
        }

        await rig.AskAsync<IReply>(new DeleteSnapshot(moment.Unit, moment.Snapshot));
    }

    private static async Task<Secret> MakeSecretAsync(DevRig rig, string name)
    {
        var lu = await rig.CreateLuAsync(name, SecretSectors * SectorBook.SectorBytes);
        await rig.MapBesideAsync("vios1", "lu1", lu);
        var (initiator, lun) = await rig.LoginAsync("vios1", name, 1000);
        return new Secret(lu, initiator, lun);
    }

    private async Task ReadAllAsync(DevRig rig, string when)
    {
        foreach (var (lu, book) in _books)
        {
            for (var vios = 1; vios <= 2; vios++)
            {
                var (initiator, lun) = await rig.LoginAsync($"vios{vios}", lu, 77);
                var problem = book.Check(0, await initiator.ReadAsync(lun, 0, LuSectors * SectorBook.SectorBytes));
                Assert.True(problem is null, $"{when}: {lu} through vios{vios}: {problem}.");
                initiator.Nexus.Close("All is read.");
            }

            book.Settled();
        }
    }

    /// <summary>What a crash left reserved is given back; a unit that is being made or deleted is checked when it has ended.</summary>
    private static async Task RepairAsync(PbmClient pbm)
    {
        await Eventually.ReachAsync(
            "every unit is checked", () => RunAsync(pbm, "pool check -repair -fmt | -field verdict"),
            verdicts => !verdicts.Contains("BUSY", StringComparison.Ordinal));
    }

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;

    private sealed record Moment(LuUdid Unit, LuName Snapshot, SectorBook Content, LuUdid Copy);

    private sealed record Secret(LuUdid Lu, TestInitiator Initiator, int Lun);
}
