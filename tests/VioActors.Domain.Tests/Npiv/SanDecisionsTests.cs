using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Npiv.SanOfTests;

namespace VioActors.Domain.Tests.Npiv;

[Trait("Req", "NPV-2")]
public class SanDecisionsTests
{
    [Fact]
    public void Without_an_active_zone_set_nobody_sees_anybody()
    {
        var san = Cabled();
        san.Accepted(new CreateSanLun(Lun(1)));
        san.Accepted(new MaskLun(new LunMask(Client, StorageA, new LunNumber(1), Lun(1).Name)));

        Assert.Empty(san.State.San.LunsFor(FabricA, Client));
        san.Zone(FabricA, Client, StorageA);
        Assert.Equal([1], san.State.San.LunsFor(FabricA, Client).Keys);
        san.Accepted(new ActivateZoneSet(FabricA, null));

        Assert.Empty(san.State.San.LunsFor(FabricA, Client));
    }

    [Fact]
    public void A_changed_zone_counts_when_its_set_is_activated_again()
    {
        var san = Cabled();
        san.Zone(FabricA, Client, StorageA);

        san.Accepted(new DefineZone(new FcZone(FabricA, SanName.Parse("z"), [StorageA])));
        Assert.True(san.State.San.MaySee(FabricA, Client, StorageA));
        san.Accepted(new ActivateZoneSet(FabricA, SanName.Parse("s")));

        Assert.False(san.State.San.MaySee(FabricA, Client, StorageA));
        Assert.IsType<NoOp>(san.Do(new ActivateZoneSet(FabricA, SanName.Parse("s"))).Reply);
    }

    [Fact]
    public void A_LUN_is_seen_by_whom_it_is_masked_to_and_by_nobody_else_in_the_zone()
    {
        var san = Cabled();
        san.Accepted(new CreateSanLun(Lun(1)));
        san.Accepted(new CreateSanLun(Lun(2)));
        san.Zone(FabricA, Client, OtherClient, StorageA);

        san.Accepted(new MaskLun(new LunMask(Client, StorageA, new LunNumber(0), Lun(1).Name)));
        san.Accepted(new MaskLun(new LunMask(OtherClient, StorageA, new LunNumber(0), Lun(2).Name)));

        Assert.Equal(Lun(1), san.State.San.LunsFor(FabricA, Client)[0]);
        Assert.Equal(Lun(2), san.State.San.LunsFor(FabricA, OtherClient)[0]);
        Assert.Empty(san.State.San.LunsFor(FabricB, Client));
        san.Refused(
            new MaskLun(new LunMask(Client, StorageA, new LunNumber(0), Lun(2).Name)), RejectionCode.AlreadyExists);
        san.Refused(new RemoveSanLun(Lun(1).Name), RejectionCode.InUse);
        san.Accepted(new UnmaskLun(Client, StorageA, new LunNumber(0)));
        Assert.IsType<NoOp>(san.Do(new UnmaskLun(Client, StorageA, new LunNumber(0))).Reply);
        san.Accepted(new RemoveSanLun(Lun(1).Name));
        Assert.Empty(san.State.San.LunsFor(FabricA, Client));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var san = Cabled();
        var (zone, set) = (SanName.Parse("z"), SanName.Parse("s"));

        san.Refused(new DefineZone(new FcZone(SanName.Parse("nowhere"), zone, [])), RejectionCode.NotFound);
        san.Refused(new DefineZone(new FcZone(FabricA, zone, [Client, Client])), RejectionCode.Invalid);
        san.Refused(new DefineZoneSet(new FcZoneSet(FabricA, set, [zone])), RejectionCode.NotFound);
        san.Refused(new ActivateZoneSet(FabricA, set), RejectionCode.NotFound);
        san.Refused(new MaskLun(new LunMask(Client, StorageA, new LunNumber(0), zone)), RejectionCode.NotFound);
        san.Accepted(new CreateSanLun(Lun(1)));
        san.Refused(new MaskLun(new LunMask(Client, HostA, new LunNumber(0), Lun(1).Name)), RejectionCode.NotFound);
        san.Refused(new CreateSanLun(Lun(2) with { Path = Lun(1).Path }), RejectionCode.AlreadyExists);
        san.Refused(new CreateSanLun(Lun(2) with { Size = new ByteSize(1000) }), RejectionCode.Invalid);
        san.Refused(new CreateSanLun(Lun(2) with { Path = "a\nb" }), RejectionCode.Invalid);
        san.Accepted(new DefineZone(new FcZone(FabricA, zone, [Client])));
        san.Accepted(new DefineZoneSet(new FcZoneSet(FabricA, set, [zone])));
        san.Refused(new RemoveZone(FabricA, zone), RejectionCode.InUse);
        san.Accepted(new RemoveZoneSet(FabricA, set));
        san.Accepted(new RemoveZone(FabricA, zone));
    }

    [Fact]
    public void Faulty_cables_are_refused_and_named()
    {
        var san = Cabled();
        var host = Fabric.Attachments[0];
        Assert.IsType<NoOp>(san.Do(Fabric).Reply);

        Refused("cabled twice", Fabric.Switches, [host, host with { PortNumber = 77 }]);
        Refused("one port of a switch", Fabric.Switches, [host, Fabric.Attachments[1] with { PortNumber = host.PortNumber }]);
        Refused("there is no switch", [], [host]);
        Refused("not from 0 to 255", Fabric.Switches, [host with { PortNumber = 256 }]);
        Refused("role", Fabric.Switches, [host with { Role = (FcPortRole)9 }]);
        Refused("not printable", Fabric.Switches, [host with { Owner = "a\tb" }]);
        Refused("not from 1 to 239", [new FcSwitch(FabricA, FabricA, 240)], []);
        Refused("one domain", [new FcSwitch(FabricA, FabricA, 1), new FcSwitch(FabricB, FabricA, 1)], []);

        void Refused(string why, ValueList<FcSwitch> switches, ValueList<FcAttachment> attachments) => Assert.Contains(
            why, san.Refused(new DefineFabric(switches, attachments), RejectionCode.Invalid).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_change_is_announced_as_it_is_afterwards()
    {
        var san = Cabled();

        san.Zone(FabricA, Client, StorageA);

        Assert.Equal(san.State.San, san.LastEffect<AnnounceSan>().Configuration);
    }
}
