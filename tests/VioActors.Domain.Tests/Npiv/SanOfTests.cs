using VioActors.Domain.Npiv;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Npiv;

/// <summary>A small storage area network: two fabrics of one switch each, two host ports and a storage port in each.</summary>
internal static class SanOfTests
{
    public static readonly SanName FabricA = SanName.Parse("fabricA");
    public static readonly SanName FabricB = SanName.Parse("fabricB");
    public static readonly Wwpn HostA = new(0x1000000000000001);
    public static readonly Wwpn OtherHostA = new(0x1000000000000002);
    public static readonly Wwpn HostB = new(0x1000000000000003);
    public static readonly Wwpn StorageA = new(0x5005076800000001);
    public static readonly Wwpn StorageB = new(0x5005076800000002);
    public static readonly Wwpn Client = new(0xC0507601A2B30000);
    public static readonly Wwpn OtherClient = new(0xC0507601A2B30002);

    public static DefineFabric Fabric { get; } = new(
        [new FcSwitch(SanName.Parse("sw0"), FabricA, 1), new FcSwitch(SanName.Parse("sw1"), FabricB, 2)],
        [
            new FcAttachment(HostA, SanName.Parse("sw0"), 4, FcPortRole.Host, "vios1 fcs0"),
            new FcAttachment(OtherHostA, SanName.Parse("sw0"), 5, FcPortRole.Host, "vios2 fcs0"),
            new FcAttachment(HostB, SanName.Parse("sw1"), 4, FcPortRole.Host, "vios1 fcs1"),
            new FcAttachment(StorageA, SanName.Parse("sw0"), 9, FcPortRole.Storage, "array"),
            new FcAttachment(StorageB, SanName.Parse("sw1"), 9, FcPortRole.Storage, "array"),
        ]);

    public static Playback<SanState, ISanEvent, ISanMessage> Cabled()
    {
        var san = new Playback<SanState, ISanEvent, ISanMessage>(
            SanState.Empty, SanDecisions.Decide, (state, @event) => state.Apply(@event));
        san.Accepted(Fabric);
        return san;
    }

    public static SanLun Lun(int number) => new(
        SanName.Parse($"lun{number}"), Known.LuNumber(number), $"/san/lun{number}.img", ByteSize.FromMebibytes(1));

    /// <summary>Defines a zone of these, and activates it alone.</summary>
    public static void Zone(this Playback<SanState, ISanEvent, ISanMessage> san, SanName fabric, params Wwpn[] members)
    {
        var (zone, set) = (SanName.Parse("z"), SanName.Parse("s"));
        san.Accepted(new DefineZone(new FcZone(fabric, zone, [.. members])));
        san.Accepted(new DefineZoneSet(new FcZoneSet(fabric, set, [zone])));
        san.Accepted(new ActivateZoneSet(fabric, set));
    }
}
