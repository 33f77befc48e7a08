using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Cec;

public class CecDecisionsTests
{
    [Fact]
    [Trait("Req", "ID-4")]
    public void Names_are_unique_over_the_VIOSes_of_the_CEC_and_the_lowest_free_number_is_taken()
    {
        var cec = New();

        Assert.Equal("vhost0", Reserve(cec, 1, 2));
        Assert.Equal("vhost1", Reserve(cec, 2, 2));
        Assert.Equal("vfchost0", Reserve(cec, 1, 3, "vfchost"));
        cec.Accepted(new FreeAdapterName(CecA, ViosId(1), AdapterName.Parse("vhost0")));
        Assert.Equal("vhost0", Reserve(cec, 2, 9));

        var names = cec.Answered<AdapterNamesFound>(new GetAdapterNames(CecA)).Names;
        Assert.Equal(["vfchost0", "vhost0", "vhost1"], names.Select(use => use.Name.Value));
    }

    [Fact]
    [Trait("Req", "ID-4")]
    public void The_same_slot_keeps_its_name_and_a_taken_one_is_refused()
    {
        var cec = New();
        Reserve(cec, 1, 2);
        var stored = cec.Stored.Count;

        Assert.Equal("vhost0", Reserve(cec, 1, 2));
        Assert.Equal("vhost0", Reserve(cec, 1, 2, wanted: "vhost0"));
        Assert.Equal(stored, cec.Stored.Count);
        var refused = cec.Refused(Message(2, 2, "vhost", "vhost0"), RejectionCode.AlreadyExists);
        Assert.Contains("vhost0", refused.Reason, StringComparison.Ordinal);
        cec.Refused(Message(2, 2, "vhost", "fcs0"), RejectionCode.Invalid);
        cec.Refused(Message(2, 2, "V", null), RejectionCode.Invalid);
    }

    [Fact]
    public void A_slot_that_changes_its_kind_gives_its_old_name_back()
    {
        var cec = New();
        Reserve(cec, 1, 2);

        Assert.Equal("vfchost4", Reserve(cec, 1, 2, "vfchost", "vfchost4"));

        Assert.Equal(["vfchost4"], cec.State.Ordered().Select(use => use.Name.Value));
    }

    [Fact]
    public void A_name_is_freed_only_by_its_VIOS_and_once()
    {
        var cec = New();
        Reserve(cec, 1, 2);

        Assert.IsType<NoOp>(cec.Do(new FreeAdapterName(CecA, ViosId(2), AdapterName.Parse("vhost0"))).Reply);
        Assert.IsType<Ok>(cec.Do(new FreeAdapterName(CecA, ViosId(1), AdapterName.Parse("vhost0"))).Reply);
        Assert.IsType<NoOp>(cec.Do(new FreeAdapterName(CecA, ViosId(1), AdapterName.Parse("vhost0"))).Reply);
        Assert.Equal(cec.State.ToSnapshot(), CecState.From(cec.State.ToSnapshot()).ToSnapshot());
    }

    private static Playback<CecState, ICecEvent, ICecMessage> New() =>
        new(CecState.Empty, CecDecisions.Decide, (state, e) => state.Apply(e));

    private static ReserveAdapterName Message(int vios, int slot, string prefix, string? wanted) =>
        new(CecA, ViosId(vios), new SlotNumber(slot), prefix, wanted is null ? null : AdapterName.Parse(wanted));

    private static string Reserve(
        Playback<CecState, ICecEvent, ICecMessage> cec,
        int vios,
        int slot,
        string prefix = "vhost",
        string? wanted = null) => cec.Answered<AdapterNameReserved>(Message(vios, slot, prefix, wanted)).Name.Value;
}
