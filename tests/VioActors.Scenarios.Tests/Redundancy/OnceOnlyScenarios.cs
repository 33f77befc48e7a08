using System.Buffers.Binary;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Scsi.Transport;
using VioActors.Storage.Paths;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>
/// Commands that must not run twice, and those whose order counts, while their I/O moves between the own path and a peer.
/// </summary>
public sealed class OnceOnlyScenarios
{
    private const int SectorSize = 512;
    private const int Steps = 60;
    private static readonly TestSense Miscompare = new(0xE, 0x1D, 0x00);
    private static readonly TestSense StateChanged = new(6, 0x2A, 0x06);

    [Fact]
    [Trait("Req", "RED-3")]
    [Trait("Req", "STO-6")]
    public async Task Given_TwoClientsThatCountByCompareAndWrite_When_FabricAndInterconnectsFail_Then_EveryStepCountsOnce()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", "vio-actors.io-redundancy.hold-limit = 10m");
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        var start = await one.WriteAsync(lun1, 0, Counter(0));
        Assert.Equal(ScsiStatus.Good, start.Status);

        using var enough = new CancellationTokenSource();
        var disturbing = DisturbAsync(rig, enough.Token);
        await Task.WhenAll(CountAsync(one, lun1), CountAsync(two, lun2));
        await enough.CancelAsync();
        await disturbing;

        Assert.Equal(Counter(2 * Steps), await two.ReadAsync(lun2, 0, SectorSize));
        Assert.Equal(Counter(2 * Steps), await one.ReadAsync(lun1, 0, SectorSize));
    }

    [Theory]
    [InlineData(TaskAttribute.Ordered)]
    [InlineData(TaskAttribute.HeadOfQueue)]
    [Trait("Req", "RED-8")]
    public async Task Given_WritesOfOneBlockWhoseOrderIsKept_When_TheFabricGoesAndReturns_Then_TheLastOneIsWhatIsThere(
        TaskAttribute attribute)
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        await client.WriteRangeAsync(lun, 0, 1);
        for (var round = 0; round < 6; round++)
        {
            var burst = new List<TestTask>();
            for (var step = 0; step < 16; step++)
            {
                var seed = (round * 100) + step;
                burst.Add(client.Send(
                    lun, TestInitiator.Transfer(0x8A, 0, RedundancyRig.BlockSize), TestInitiator.Pattern(seed, RedundancyRig.BlockSize),
                    attribute: attribute));
                if (step == 5)
                    await rig.FaultAsync("vios1", round % 2 == 0 ? new InjectedFault.Cut() : null);

                // The newest at the head overtakes those that wait (SAM-5 clause 8.6.4): their order is that of sending only one by one.
                if (attribute == TaskAttribute.HeadOfQueue)
                    await burst[^1].Ended;
            }

            var last = -1;
            for (var step = 0; step < burst.Count; step++)
            {
                // One is not carried out, but told that the state of access has changed.
                var outcome = await burst[step].Ended;
                Assert.Equal(1, burst[step].EndCount);
                Assert.True(outcome.Status == ScsiStatus.Good || outcome.Sense == StateChanged, $"{outcome.Status} {outcome.Sense}");
                last = outcome.Status == ScsiStatus.Good ? step : last;
            }

            Assert.Equal(
                TestInitiator.Pattern((round * 100) + last, RedundancyRig.BlockSize),
                await client.ReadAsync(lun, 0, RedundancyRig.BlockSize));
        }
    }

    [Fact]
    [Trait("Req", "RED-3")]
    [Trait("Req", "IO-2")]
    public async Task Given_AReservation_When_TheFabricIsLost_Then_ItIsMadeOnceAndHoldsThroughEveryVios()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        await rig.FaultAsync("vios1", new InjectedFault.Cut());

        Assert.Equal(ScsiStatus.Good, (await RegisterAsync(one, lun1, 0, 0xA1)).Status);
        Assert.Equal(ScsiStatus.Good, (await ReserveAsync(one, lun1, 0xA1)).Status);
        await one.WriteRangeAsync(lun1, 0, 4);
        Assert.Equal(ScsiStatus.ReservationConflict, (await two.WriteAsync(lun2, 0, new byte[SectorSize])).Status);
        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        await one.WriteRangeAsync(lun1, 2, 6);
        Assert.Equal(ScsiStatus.ReservationConflict, (await two.WriteAsync(lun2, 0, new byte[SectorSize])).Status);

        // A second registration with the key of before is one that was not lost and not made twice.
        Assert.Equal(ScsiStatus.ReservationConflict, (await RegisterAsync(one, lun1, 0, 0xA2)).Status);
        Assert.Equal(ScsiStatus.Good, (await RegisterAsync(one, lun1, 0xA1, 0)).Status);
        var freed = await two.WriteAsync(lun2, 0, TestInitiator.Pattern(9, SectorSize));
        Assert.Equal(ScsiStatus.Good, freed.Status);
    }

    private static async Task DisturbAsync(DevRig rig, CancellationToken enough)
    {
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            await rig.FaultAsync("vios1", new InjectedFault.Cut());
            await rig.CutInterconnectAsync("vios1", round % 2, true);
            await rig.CutInterconnectAsync("vios1", round % 2, false);
            await rig.FaultAsync("vios1", null);
            await rig.PathReturnsAsync("vios1");
        }
    }

    private static async Task CountAsync(TestInitiator client, int lun)
    {
        for (var done = 0; done < Steps;)
        {
            var now = BinaryPrimitives.ReadInt64BigEndian(await client.ReadAsync(lun, 0, SectorSize));
            var outcome = await client.DoAsync(lun, CompareAndWrite, [.. Counter(now), .. Counter(now + 1)]);
            if (outcome.Status == ScsiStatus.Good)
                done++;
            else
                Assert.True(outcome.Sense == Miscompare || outcome.Status == ScsiStatus.Busy, $"{outcome.Status} {outcome.Sense}");
        }
    }

    /// <summary>One block at 0 (SBC-4 clause 5.3).</summary>
    private static byte[] CompareAndWrite { get; } = [0x89, .. new byte[12], 1, 0, 0];

    private static byte[] Counter(long value)
    {
        var sector = new byte[SectorSize];
        for (var at = 0; at < SectorSize; at += sizeof(long))
            BinaryPrimitives.WriteInt64BigEndian(sector.AsSpan(at), value);
        return sector;
    }

    private static Task<TaskOutcome> RegisterAsync(TestInitiator client, int lun, ulong key, ulong newKey) =>
        ReserveOutAsync(client, lun, 0x00, key, newKey);

    /// <summary>Exclusive access.</summary>
    private static Task<TaskOutcome> ReserveAsync(TestInitiator client, int lun, ulong key) => ReserveOutAsync(client, lun, 0x01, key, 0);

    private static Task<TaskOutcome> ReserveOutAsync(TestInitiator client, int lun, byte action, ulong key, ulong newKey)
    {
        var parameters = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(parameters, key);
        BinaryPrimitives.WriteUInt64BigEndian(parameters.AsSpan(8), newKey);
        return client.DoAsync(lun, [0x5F, action, 0x03, 0, 0, 0, 0, 0, 24, 0], parameters);
    }
}
