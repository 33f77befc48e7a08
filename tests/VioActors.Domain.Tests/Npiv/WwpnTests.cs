using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Npiv;

public class WwpnTests
{
    private static readonly PartitionId Vios = new(1);
    private static readonly PartitionId Client = new(2);
    private static readonly WwpnPrefix Prefix = WwpnPrefix.Parse("c0507601a2b3");

    [Theory]
    [InlineData("c0507601a2b3")]
    [InlineData("C0507601A2B3")]
    public void A_prefix_reads_back(string text) => Assert.Equal("c0507601a2b3", WwpnPrefix.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("c0507601a2b")]
    [InlineData("c0507601a2b3f")]
    [InlineData("50507601a2b3")]
    [InlineData("c0507601a2bg")]
    [InlineData("+c507601a2b3")]
    public void What_is_no_prefix_is_refused(string? text)
    {
        Assert.False(WwpnPrefix.TryParse(text, out _, out var problem));
        Assert.Contains("12 hexadecimal digits", problem, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public void The_prefix_of_a_machine_is_always_the_same_and_differs_between_machines()
    {
        Assert.Equal(WwpnPrefix.Of(CecA), WwpnPrefix.Of(CecId.Parse(CecA.ToString())));
        var drawn = Enumerable.Range(0, 200).Select(number => WwpnPrefix.Of(CecId.Parse($"9117.MMA.{number:0000000}"))).ToList();
        Assert.Equal(drawn.Count, drawn.Distinct().Count());
        Assert.All(drawn, prefix => Assert.StartsWith("c05076", prefix.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Req", "NPV-2")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_WWPN_is_ever_given_twice_whatever_is_removed_restored_or_restarted(int seed)
    {
        var random = new Random(seed);
        var phyp = Defined();
        var ever = new HashSet<Wwpn>();
        var floor = 0;
        var past = phyp.State;
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    var slot = new SlotNumber(2 + random.Next(200));
                    var source = new WwpnSource(Prefix, floor);
                    var known = phyp.State.VirtualFc.ContainsKey((Client, slot));
                    var decision = PartitionsDecisions.Decide(phyp.State, new PairVirtualFc(Client, Vios, slot), source);
                    var made = Assert.IsType<VirtualFcReply>(decision.Reply).Adapter;
                    phyp = Continue(decision.Events.Aggregate(phyp.State, (state, @event) => state.Apply(@event)));
                    if (known)
                        break;
                    Assert.True(ever.Add(made.Wwpns.First), $"{made.Wwpns.First} again, step {step}");
                    Assert.True(ever.Add(made.Wwpns.Second), $"{made.Wwpns.Second} again, step {step}");
                    floor = phyp.State.Wwpns.GivenOf(Prefix);
                    break;
                case < 8 when phyp.State.VirtualFc.Count > 0:
                    var gone = phyp.State.VirtualFc.Values.ElementAt(random.Next(phyp.State.VirtualFc.Count)).Pair;
                    phyp.Accepted(new UnpairAdapters(Client, gone.ClientSlot));
                    break;
                case 8:
                    past = phyp.State;
                    break;
                default:
                    // The database is restored from a backup; what the machine keeps beside it is not.
                    phyp = Continue(past);
                    break;
            }
        }

        Assert.NotEmpty(ever);
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public void A_client_adapter_pairs_with_one_server_adapter_and_a_repeat_gives_the_same()
    {
        var phyp = Defined();

        var first = phyp.Answered<VirtualFcReply>(new PairVirtualFc(Client, Vios, null)).Adapter;
        var again = phyp.Answered<VirtualFcReply>(new PairVirtualFc(Client, Vios, null)).Adapter;
        var second = phyp.Answered<VirtualFcReply>(new PairVirtualFc(Client, Vios, new SlotNumber(9))).Adapter;
        var scsi = phyp.Answered<AdapterPairReply>(new PairAdapters(Client, Vios)).Pair;

        Assert.Equal(first, again);
        Assert.NotEqual(first.Pair.ServerSlot, second.Pair.ServerSlot);
        Assert.False(phyp.State.IsVirtualFc(scsi));
        Assert.Equal(3, phyp.State.Pairs.Select(pair => (pair.Client, pair.ClientSlot)).Distinct().Count());
        Assert.Equal(3, phyp.State.Pairs.Select(pair => (pair.Vios, pair.ServerSlot)).Distinct().Count());
        Assert.Equal(second, phyp.Answered<VirtualFcReply>(new QueryVirtualFc(Vios, second.Pair.ServerSlot)).Adapter);
        phyp.Refused(new PairVirtualFc(Client, Vios, scsi.ClientSlot), RejectionCode.AlreadyExists);
        phyp.Refused(new QueryVirtualFc(Vios, scsi.ServerSlot), RejectionCode.NotFound);
    }

    [Fact]
    public void What_cannot_be_paired_is_refused()
    {
        var phyp = Defined();

        phyp.Refused(new PairVirtualFc(Vios, Vios, null), RejectionCode.NotFound);
        phyp.Refused(new PairVirtualFc(Client, Client, null), RejectionCode.NotFound);
        phyp.Refused(new PairVirtualFc(Client, Vios, new SlotNumber(1)), RejectionCode.Invalid);
        phyp.Refused(new UseWwpn(Client, new SlotNumber(2), true), RejectionCode.NotFound);
        Assert.IsType<NoOp>(phyp.Do(new UnpairAdapters(Client, new SlotNumber(2))).Reply);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public void A_prefix_without_a_number_left_is_refused_and_nothing_is_reused()
    {
        var phyp = Defined();
        var last = new WwpnSource(Prefix, WwpnPrefix.NumberCount - 2);

        var given = Assert.IsType<VirtualFcReply>(
            PartitionsDecisions.Decide(phyp.State, new PairVirtualFc(Client, Vios, null), last).Reply);
        var refused = PartitionsDecisions.Decide(
            phyp.State, new PairVirtualFc(Client, Vios, null), last with { Floor = WwpnPrefix.NumberCount - 1 });

        Assert.Equal("c0507601a2b3fffe,c0507601a2b3ffff", given.Adapter.Wwpns.ToString());
        Assert.Equal(RejectionCode.SpaceExhausted, Assert.IsType<Rejected>(refused.Reply).Code);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public void After_a_move_the_other_name_is_in_use()
    {
        var phyp = Defined();
        var made = phyp.Answered<VirtualFcReply>(new PairVirtualFc(Client, Vios, null)).Adapter;
        Assert.Equal(made.Wwpns.First, made.Active);

        phyp.Accepted(new UseWwpn(Client, made.Pair.ClientSlot, true));
        Assert.IsType<NoOp>(phyp.Do(new UseWwpn(Client, made.Pair.ClientSlot, true)).Reply);

        Assert.Equal(made.Wwpns.Second, Assert.Single(phyp.Answered<VirtualFcFound>(new GetVirtualFc()).Adapters).Active);
    }

    [Fact]
    public void The_adapter_of_a_frozen_client_is_not_taken_away()
    {
        var phyp = Defined();
        var made = phyp.Answered<VirtualFcReply>(new PairVirtualFc(Client, Vios, null)).Adapter;
        phyp.Accepted(new NoteFrozen(Client, Vios, ViosEventKind.Failure, "test", Now));

        phyp.Refused(new UnpairAdapters(Client, made.Pair.ClientSlot), RejectionCode.WrongStatus);
        phyp.Accepted(new NoteResumed(Client));
        phyp.Accepted(new UnpairAdapters(Client, made.Pair.ClientSlot));

        Assert.Empty(phyp.State.Pairs);
        Assert.Empty(phyp.State.VirtualFc);
    }

    private static Playback<PartitionsState, IPartitionsEvent, IDomainMessage> Defined()
    {
        var phyp = Continue(PartitionsState.Empty(CecA));
        phyp.Accepted(new DefinePartition("vios1", PartitionKind.Vios, []));
        phyp.Accepted(new DefinePartition("client1", PartitionKind.Client, []));
        return phyp;
    }

    private static Playback<PartitionsState, IPartitionsEvent, IDomainMessage> Continue(PartitionsState state) =>
        new(state, PartitionsDecisions.Decide, (current, @event) => current.Apply(@event));
}
