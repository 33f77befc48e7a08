using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Redundancy;

/// <summary>
/// A cluster of processes, each on a host of its own where that can be had, loses fabrics, VIOSes and interconnects while clients write and
/// read through every VIOS at once: no client gets an error, what was acknowledged is there through every VIOS, and every block was a
/// linearizable register all the time.
/// </summary>
public sealed class RedundancyTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Req", "RED-2")]
    [Trait("Req", "RED-3")]
    [Trait("Req", "RED-4")]
    [Trait("Req", "RED-5")]
    [Trait("Req", "RED-6")]
    [Trait("Req", "RED-7")]
    [Trait("Req", "RED-8")]
    [Trait("Req", "STO-6")]
    public async Task A_lost_DB_a_lost_fabric_deaf_interconnects_and_a_dead_peer_in_turn_cost_no_client_an_error_and_no_block_its_order()
    {
        await using var hosts = NamespaceHosts.WhyNot is null ? await NamespaceHosts.CreateAsync() : null;
        await using var cluster = await RedundantCluster.StartAsync(hosts);
        cluster.Report(output, "start");
        await cluster.Topology.PbmAsync("management1", "network cut -n vios1");
        await using (var one = await cluster.OpenAsync("vios1", 20))
        await using (var three = await cluster.OpenAsync("vios3", 21))
            await cluster.WriteFirstAsync(one, three, 200L << 20);
        await cluster.GoesOnAsync(50);
        Assert.Matches("CUT, THROUGH vios[23]", await cluster.Topology.PbmAsync("management1", "network list"));
        await cluster.Topology.PbmAsync("management1", "network restore -n vios1");
        cluster.Report(output, "vios1 reached the DB through a peer");
        await cluster.CutAsync("vios1");
        await cluster.GoesOnAsync(50);
        cluster.Report(output, "fabric of vios1 cut");

        // The peer on the own CEC is the one that is asked first: what is on its way to it is answered, and the answers are lost.
        if (hosts is not null)
        {
            await hosts.CutInterconnectsAsync("vios2", "vios1", true);
            await cluster.GoesOnAsync(100);
            cluster.Report(output, "nothing of vios2 reaches vios1");
            await hosts.CutInterconnectsAsync("vios2", "vios1", false);
        }

        await cluster.Topology.KillAsync("vios2");
        await cluster.GoesOnAsync(50);
        cluster.Report(output, "vios2 killed");
        await cluster.RestoreAsync("vios1");
        await cluster.Topology.StartMissingAsync();
        await cluster.GoesOnAsync(50);
        cluster.Report(output, "both back");
        await cluster.JudgeAsync(output);
    }

    [LongFact]
    public async Task Each_failure_of_the_list_under_load_costs_no_client_an_error_and_no_block_its_order()
    {
        await using var hosts = NamespaceHosts.WhyNot is null ? await NamespaceHosts.CreateAsync() : null;
        await using var cluster = await RedundantCluster.StartAsync(hosts);

        await cluster.CutAsync("vios1");
        await cluster.CutAsync("vios2");
        await cluster.CutAsync("vios3");
        cluster.Report(output, "all fabrics cut");
        await cluster.RestoreAsync("vios3");
        await cluster.GoesOnAsync(200);
        await cluster.RestoreAsync("vios1");
        await cluster.RestoreAsync("vios2");
        await cluster.GoesOnAsync(200);
        cluster.Report(output, "all back");

        await cluster.Topology.PbmAsync("management1", "fabric flap -n vios1 -up 500 -down 500");
        await cluster.GoesOnAsync(5000);
        await cluster.RestoreAsync("vios1");
        cluster.Report(output, "flapping at 1 Hz");

        await cluster.Topology.PbmAsync("management1", "fabric slow -n vios2 -ms 60000");
        await cluster.Topology.LogsAsync("vios2", "was answered for", 1);
        await cluster.GoesOnAsync(200);
        await cluster.RestoreAsync("vios2");
        cluster.Report(output, "fabric of vios2 hangs");

        await cluster.CutAsync("vios3");
        await cluster.Topology.KillAsync("vios3");
        await cluster.GoesOnAsync(200);
        await cluster.Topology.StartMissingAsync();
        await cluster.GoesOnAsync(200);
        cluster.Report(output, "vios3 cut, killed and back");
        await cluster.JudgeAsync(output);
    }

    [LongFact]
    public async Task Interconnects_that_lose_requests_or_answers_cost_no_client_an_error()
    {
        if (NamespaceHosts.WhyNot is not null)
            return;
        await using var hosts = await NamespaceHosts.CreateAsync();
        await using var cluster = await RedundantCluster.StartAsync(hosts);
        await cluster.CutAsync("vios1");
        for (var round = 0; round < 4; round++)
        {
            var (from, to) = round % 2 == 0 ? ("vios1", "vios2") : ("vios2", "vios1");
            await hosts.CutInterconnectsAsync(from, to, true);
            await cluster.GoesOnAsync(500);
            cluster.Report(output, $"nothing of {from} reaches {to}");
            await hosts.CutInterconnectsAsync(from, to, false);
            await cluster.GoesOnAsync(500);
        }

        await cluster.RestoreAsync("vios1");
        await cluster.GoesOnAsync(500);
        await cluster.JudgeAsync(output);
    }

    [LongFact]
    public async Task Interconnects_with_a_latency_of_200_ms_cost_no_client_an_error()
    {
        if (NamespaceHosts.WhyNot is not null)
            return;
        await using var hosts = await NamespaceHosts.CreateAsync(TimeSpan.FromMilliseconds(100));
        await using var cluster = await RedundantCluster.StartAsync(hosts);
        await cluster.CutAsync("vios1");
        await cluster.GoesOnAsync(100);
        await cluster.Topology.KillAsync("vios2");
        await cluster.GoesOnAsync(100);
        await cluster.RestoreAsync("vios1");
        await cluster.Topology.StartMissingAsync();
        await cluster.GoesOnAsync(200);
        cluster.Report(output, "200 ms");
        await cluster.JudgeAsync(output);
    }

    [LongFact]
    [Trait("Req", "RED-5")]
    public async Task A_VIOS_whose_messages_to_the_DB_vanish_reaches_it_through_a_peer()
    {
        if (NamespaceHosts.WhyNot is not null)
            return;
        await using var hosts = await NamespaceHosts.CreateAsync();
        await using var cluster = await RedundantCluster.StartAsync(hosts);
        await using var one = await cluster.OpenAsync("vios1", 20);
        await using var three = await cluster.OpenAsync("vios3", 21);
        await hosts.CutNodesAsync("vios1", ["management1", "cec1", "cec2"], true);
        await cluster.WriteFirstAsync(one, three, 200L << 20);
        await cluster.Topology.LogsAsync("vios1", "for the VIOS DB goes through vios", 1);
        await cluster.GoesOnAsync(100);
        cluster.Report(output, "nothing of vios1 reaches the DB");
        await hosts.CutNodesAsync("vios1", ["management1", "cec1", "cec2"], false);
        await cluster.Topology.LogsAsync("vios1", "The VIOS DB answers again", 1);
        await cluster.WriteFirstAsync(one, three, 300L << 20);
        await cluster.GoesOnAsync(100);
        cluster.Report(output, "and again");
        await cluster.JudgeAsync(output);
    }

    /// <summary>Runs when VIOACTORS_REDUNDANCY is 1.</summary>
    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_REDUNDANCY") == "1"
            ? null
            : "It takes minutes; set VIOACTORS_REDUNDANCY=1 to run it.";
    }
}
