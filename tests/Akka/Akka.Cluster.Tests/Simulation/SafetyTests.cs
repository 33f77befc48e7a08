using Akka.Cluster.Membership;

namespace Akka.Cluster.Tests.Simulation;

/// <summary>Never two owners: nobody is removed while it believes that it may act. Many seeds, all that can go wrong.</summary>
public sealed class SafetyTests
{
    private static readonly NodeTimes Times = new()
    {
        LeaseMs = 3000,
        MarginMs = 500,
        RenewMs = 750,
        PollMs = 500,
        ToleranceMs = 20_000,
        SupportMs = 2000,
        JoinRetryMs = 750,
        RenewalsInFlightMax = 4,
        MembersMax = 100,
    };

    /// <summary>More with VIOACTORS_SIMULATION_SEEDS.</summary>
    public static int Seeds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("VIOACTORS_SIMULATION_SEEDS"), out var seeds) ? seeds : 15;

    [Theory]
    [Trait("Req", "RED-5")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Nobody_acts_after_its_removal(int places)
    {
        int supported = 0, evicted = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            for (var disturbance = 0; disturbance < 40; disturbance++)
            {
                cluster.Run(cluster.Random.Next(50, 6000));
                cluster.Disturb();
            }

            Assert.True(cluster.Violations.Count == 0, $"seed {seed}: {cluster.Violations.FirstOrDefault()}");
            supported += cluster.ActedOnSupport;
            evicted += cluster.Evictions;
        }

        // The runs have been where it is dangerous.
        Assert.True(evicted > Seeds / 2, $"{evicted} evictions");
        Assert.True(supported > Seeds, $"{supported} acts on support");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void After_everything_is_well_again_all_are_up_and_may_act(int places)
    {
        for (var seed = 1; seed <= Seeds / 4; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            for (var disturbance = 0; disturbance < 20; disturbance++)
            {
                cluster.Run(cluster.Random.Next(50, 6000));
                cluster.Disturb();
            }

            cluster.HealLinks();
            cluster.HealDatabase();
            cluster.DatabaseTakesNoWrites = false;
            cluster.DatabaseDelayMs = 0;
            cluster.Run(60_000);

            var up = cluster.Table.Present.Where(row => row.Status == MemberStatus.Up).Select(row => row.Address);
            Assert.Equal(cluster.Members.Select(member => member.Address).Distinct().Order(), up.Order());
            Assert.All(Enumerable.Range(0, places), place => Assert.True(cluster.Current(place).MayAct, $"seed {seed}, place {place}"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void A_crashed_member_is_removed_soon_after_its_lease(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places + 1, Times);
            cluster.Run(10_000);
            var crashed = cluster.Current(places);
            cluster.Crash(places);
            cluster.Run(7000);

            Assert.False(cluster.Table.Find(crashed.Node.No)!.IsPresent, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_member_that_crashes_right_after_another_has_left_is_removed_soon(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            cluster.Run(10_000);
            var (left, crashed) = (cluster.Current(0), cluster.Current(1));
            cluster.Leave(0, 500);
            while (cluster.Table.Find(left.Node.No)!.IsPresent)
                cluster.Run(1);

            // It does not come back, and the other has not renewed its lease since.
            cluster.Crash(0);
            cluster.Crash(1);
            cluster.Run(7000);

            Assert.Equal(MemberStatus.Exiting, cluster.Table.Find(left.Node.No)!.Previous);
            Assert.False(cluster.Table.Find(crashed.Node.No)!.IsPresent, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void An_outage_of_the_database_stops_nobody_and_removes_nobody(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            cluster.Run(10_000);
            cluster.CutDatabaseForAll();
            for (var step = 0; step < 150; step++)
            {
                cluster.Run(100);
                Assert.All(Enumerable.Range(0, places), place => Assert.True(cluster.Current(place).MayAct, $"seed {seed}, step {step}"));
            }

            cluster.HealDatabase();
            cluster.Run(30_000);
            Assert.Equal(places, cluster.Table.Present.Count(row => row.Status == MemberStatus.Up));
            Assert.Equal(0, cluster.Evictions);
        }
    }

    [Theory]
    [Trait("Req", "RED-5")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_database_that_takes_no_writes_stops_nobody_for_good_and_removes_nobody(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            cluster.Run(10_000);
            cluster.DatabaseTakesNoWrites = true;
            cluster.Run(5000);

            // The others see in the table that its lease is over, and have promised it nothing any more.
            cluster.Current(0).PausedUntil = cluster.Now + 4000;
            cluster.Run(4000);
            cluster.Run(3000);
            Assert.All(Enumerable.Range(0, places), place => Assert.True(cluster.Current(place).MayAct, $"seed {seed}, place {place}"));

            cluster.DatabaseTakesNoWrites = false;
            cluster.Run(30_000);
            Assert.Equal(places, cluster.Table.Present.Count(row => row.Status == MemberStatus.Up));
            Assert.Equal(0, cluster.Evictions);
        }
    }

    [Theory]
    [Trait("Req", "RED-5")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_database_that_takes_no_writes_for_longer_than_the_tolerance_stops_all_until_it_takes_some(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            cluster.Run(10_000);
            cluster.DatabaseTakesNoWrites = true;
            cluster.Run(Times.LeaseMs + Times.ToleranceMs + 100);
            Assert.All(Enumerable.Range(0, places), place => Assert.False(cluster.Current(place).MayAct, $"seed {seed}, place {place}"));

            cluster.Run(60_000);
            cluster.DatabaseTakesNoWrites = false;
            cluster.Run(10_000);
            Assert.All(Enumerable.Range(0, places), place => Assert.True(cluster.Current(place).MayAct, $"seed {seed}, place {place}"));
            Assert.Equal(0, cluster.Evictions);
        }
    }

    [Theory]
    [Trait("Req", "RED-5")]
    [InlineData(3)]
    [InlineData(6)]
    public void Who_died_while_the_database_took_no_writes_is_removed_soon_after(int places)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, places, Times);
            cluster.Run(10_000);
            var crashed = cluster.Current(places - 1);
            cluster.DatabaseTakesNoWrites = true;
            cluster.Crash(places - 1);
            cluster.Run(10_000);
            Assert.True(cluster.Table.Find(crashed.Node.No)!.IsPresent, $"seed {seed}");

            cluster.DatabaseTakesNoWrites = false;
            cluster.Run(7000);
            Assert.False(cluster.Table.Find(crashed.Node.No)!.IsPresent, $"seed {seed}");
            Assert.Equal(1, cluster.Evictions);
        }
    }

    [Fact]
    public void A_minority_without_the_database_stops_before_its_lease_ends()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var cluster = new SimulatedCluster(seed, 3, Times);
            cluster.Run(10_000);
            cluster.CutDatabaseForAll();
            for (var other = 0; other < 2; other++)
            {
                cluster.CutLink(2, other);
                cluster.CutLink(other, 2);
            }

            // Until nothing is under way any more.
            cluster.Run(1600);
            var row = cluster.Table.Find(cluster.Current(2).Node.No)!;
            cluster.Run(row.LeaseEnd - 1_000_000 - (long)(cluster.Now * 1.002) - 100);

            Assert.False(cluster.Current(2).MayAct, $"seed {seed}");
            Assert.True(cluster.Current(0).MayAct && cluster.Current(1).MayAct, $"seed {seed}");
            cluster.Run(2000);
            Assert.True(cluster.Current(0).MayAct && cluster.Current(1).MayAct, $"seed {seed}");
        }
    }

    [Fact]
    public void A_slow_database_does_not_cost_the_lease()
    {
        var cluster = new SimulatedCluster(7, 3, Times);
        cluster.Run(10_000);
        cluster.DatabaseDelayMs = 1200;
        cluster.Run(60_000);

        Assert.Equal(3, cluster.Table.Present.Count());
        Assert.Equal(0, cluster.Evictions);
        Assert.All(Enumerable.Range(0, 3), place => Assert.True(cluster.Current(place).MayAct));
    }
}
