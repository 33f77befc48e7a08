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

    [Fact]
    [Trait("Req", "SYS-1")]
    [Trait("Req", "SYS-5")]
    public void Hardware_is_kept_and_stays_with_the_names_over_a_snapshot()
    {
        var cec = New();
        Reserve(cec, 1, 2);
        Assert.Equal(CecHardware.None, cec.Answered<CecFound>(new GetCec(CecA)).Hardware);

        Assert.Equal(Machine, cec.Answered<CecFound>(new DefineHardware(CecA, Machine)).Hardware);
        var stored = cec.Stored.Count;
        cec.Answered<CecFound>(new DefineHardware(CecA, Machine));

        Assert.Equal(stored, cec.Stored.Count);
        Assert.Equal(Machine, cec.Answered<CecFound>(new GetCec(CecA)).Hardware);
        var restored = CecState.From(cec.State.ToSnapshot());
        Assert.Equal((Machine, 1), (restored.Hardware, restored.Names.Count));
    }

    [Fact]
    [Trait("Req", "ID-6")]
    public void The_storage_adapter_of_a_VIOS_is_its_first_fibre_channel_port_or_what_comes_nearest()
    {
        Assert.Equal("fcs0", Machine.StorageAdapterOf(ViosId(1))?.Name.Value);
        Assert.Equal("sissas0", Machine.StorageAdapterOf(ViosId(2))?.Name.Value);
        Assert.Null(Machine.StorageAdapterOf(ViosId(3)));
    }

    [Fact]
    [Trait("Req", "SYS-1")]
    public void Impossible_hardware_is_refused_by_name_and_nothing_is_changed()
    {
        var cec = New();
        Refused(Machine with { Adapters = [.. Machine.Adapters, Machine.Adapters[1]] }, "two devices are at U1-P1-C1-T1");
        Refused(
            Machine with { Adapters = [.. Machine.Adapters, Machine.Adapters[1] with { Location = "U1-P1-C9" }] },
            "two devices are fcs0 of VIOS");
        Refused(Machine with { Adapters = [Machine.Adapters[1] with { Name = AdapterName.Parse("ent0") }] }, "begins with fcs");
        Refused(Machine with { Adapters = [Machine.Adapters[1] with { Kind = PhysicalAdapterKind.Unknown }] }, "kind of fcs0 is not known");
        Refused(Machine with { Adapters = [Machine.Adapters[1] with { Location = "P1/C1" }] }, "letters, digits, dots and dashes");
        Refused(Machine with { Adapters = [Machine.Adapters[1] with { Identity = new string('0', 81) }] }, "identity of fcs0");
        Refused(Machine with { Disks = [Machine.Disks[0] with { Size = new ByteSize(0) }] }, "size of hdisk0");
        Refused(Machine with { Disks = [Machine.Disks[0] with { Name = AdapterName.Parse("disk0") }] }, "begins with hdisk");
        Refused(Machine with { Neighbours = [CecA] }, "a neighbour is another CEC");
        Assert.Empty(cec.Stored);

        void Refused(CecHardware hardware, string why) => Assert.Contains(
            why, cec.Refused(new DefineHardware(CecA, hardware), RejectionCode.Invalid).Reason, StringComparison.Ordinal);
    }

    private static CecHardware Machine { get; } = new(
        [
            new PhysicalAdapter("U1-P1-C1-T2", PhysicalAdapterKind.FibreChannel, ViosId(1), AdapterName.Parse("fcs1"), "10000000C9000002"),
            new PhysicalAdapter("U1-P1-C1-T1", PhysicalAdapterKind.FibreChannel, ViosId(1), AdapterName.Parse("fcs0"), "10000000C9000001"),
            new PhysicalAdapter("U1-P1-C2-T1", PhysicalAdapterKind.Sas, ViosId(2), AdapterName.Parse("sissas0"), ""),
            new PhysicalAdapter("U1-P1-C3-T1", PhysicalAdapterKind.Tape, ViosId(3), AdapterName.Parse("rmt0"), ""),
            new PhysicalAdapter("U1-P1-C4-T1", PhysicalAdapterKind.HostEthernet, null, AdapterName.Parse("lhea0"), "020000000001"),
        ],
        [new LocalDisk("U1-P1-D1", ViosId(1), AdapterName.Parse("hdisk0"), new ByteSize(300L << 30))],
        [CecId.Parse("9009.42A.0000009")]);

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
