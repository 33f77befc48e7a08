using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Reservations;

/// <summary>REGISTER for more than the nexus that it comes through: SPEC_I_PT and ALL_TG_PT.</summary>
[Trait("Req", "IO-2")]
public sealed class RegisterManyTests
{
    private const byte AllTargetPorts = 4;
    private const byte SpecifyInitiatorPorts = 8;

    private readonly LocalReservations _reservations = new();
    private readonly Disk _disk;

    public RegisterManyTests() => _disk = new Disk(with: ports => ports with { Reservations = _reservations });

    [Fact]
    public async Task Every_target_port_registers_the_initiator_and_unregisters_it()
    {
        Assert.Equal("Good", await Register(0, 0x11, AllTargetPorts));

        Assert.Equal([1, 2, 3], _reservations.Current.Registrations.Select(one => (int)one.Nexus.RelativeTargetPort).Order());
        Assert.All(_reservations.Current.Registrations, one => Assert.Equal(0x11UL, one.Key));
        Assert.Equal("Good", await Register(0x11, 0, AllTargetPorts));
        Assert.Empty(_reservations.Current.Registrations);
    }

    [Fact]
    public async Task Named_initiator_ports_are_registered_and_one_that_is_keeps_its_key()
    {
        var second = _disk.Login("iqn.x:second");
        Assert.Equal("Good", await Register(0, 0x22, 0, nexus: second));

        Assert.Equal("Good", await Register(0, 0x11, SpecifyInitiatorPorts, ["iqn.x:second", "iqn.x:third"]));

        Assert.Equal(
            [(_disk.Nexus.Identity.InitiatorName, 0x11UL), ("iqn.x:second", 0x22UL), ("iqn.x:third", 0x11UL)],
            _reservations.Current.Registrations.Select(one => (one.Nexus.InitiatorName, one.Key)).OrderBy(one => one.InitiatorName));
        Assert.Equal("05/26/00", await Register(0x11, 0x33, SpecifyInitiatorPorts, ["iqn.x:fourth"]));
        Assert.Equal(3, _reservations.Current.Registrations.Length);
    }

    [Fact]
    public async Task Fibre_Channel_ports_are_named_by_their_WWPN_beside_others()
    {
        Assert.Equal("Good", await Register(0, 0x11, SpecifyInitiatorPorts, ["naa.c0507601a2b30004", "iqn.x:second"]));

        Assert.Contains(new NexusIdentity("naa.c0507601a2b30004", 0, 1), _reservations.Current.Registrations.Select(one => one.Nexus));
        Assert.Equal(3, _reservations.Current.Registrations.Length);
        var list = List(0, 0x11, SpecifyInitiatorPorts, ["naa.c0507601a2b30004"]);
        foreach (var at in new[] { 29, 35, 44, 51 })
        {
            var damaged = list.ToArray();
            damaged[at] = 1;
            Assert.StartsWith("05/", await Send(damaged), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Damaged_names_register_nobody()
    {
        var list = List(0, 0x11, SpecifyInitiatorPorts, ["iqn.x:second"]);
        foreach (var (at, value) in new[] { (27, 0xFF), (28, 0x05), (30, 0x7F), (24, 0xFF) })
        {
            var damaged = list.ToArray();
            damaged[at] = (byte)value;
            Assert.StartsWith("05/", await Send(damaged), StringComparison.Ordinal);
        }

        for (var size = 24; size < list.Length; size++)
        {
            Assert.StartsWith("05/", await Send(list[..size]), StringComparison.Ordinal);
        }

        Assert.Empty(_reservations.Current.Registrations);
        Assert.Equal("Good", await Send(list));
    }

    [Fact]
    public async Task More_registrations_than_there_is_room_for_are_none()
    {
        var names = Enumerable.Range(0, 200).Select(number => $"iqn.x:{number}").ToArray();
        for (var round = 0; round < 5; round++)
        {
            var asker = _disk.Login($"iqn.x:asker{round}");
            Assert.Equal("Good", await Register(0, 0x11, SpecifyInitiatorPorts, [.. names.Select(name => $"{name}-{round}")], asker));
        }

        var before = _reservations.Current;
        Assert.Equal("05/55/04", await Register(0, 0x11, SpecifyInitiatorPorts, names));
        Assert.Same(before, _reservations.Current);
    }

    private Task<string> Register(ulong key, ulong newKey, byte flags, string[]? names = null, NexusState? nexus = null) =>
        Send(List(key, newKey, flags, names ?? []), nexus);

    private Task<string> Send(byte[] list, NexusState? nexus = null) =>
        _disk.Outcome($"5F 00 00 00 00 00 00 {list.Length >> 8:X2} {list.Length & 0xFF:X2} 00", list, nexus);

    private static byte[] List(ulong key, ulong newKey, byte flags, string[] names)
    {
        var ids = names.SelectMany(TransportId).ToArray();
        var list = new byte[24 + (flags >= SpecifyInitiatorPorts ? 4 + ids.Length : 0)];
        BinaryPrimitives.WriteUInt64BigEndian(list, key);
        BinaryPrimitives.WriteUInt64BigEndian(list.AsSpan(8), newKey);
        list[20] = flags;
        if (flags >= SpecifyInitiatorPorts)
        {
            BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(24), ids.Length);
            ids.CopyTo(list, 28);
        }

        return list;
    }

    // SPC-4 clauses 7.6.4.2 and 7.6.4.6, the latter with the qualifier that the nexuses of the test disk have.
    private static byte[] TransportId(string name)
    {
        if (name.StartsWith("naa.", StringComparison.Ordinal))
            return [.. new byte[8], .. Convert.FromHexString(name[4..]), .. new byte[8]];
        var text = Encoding.ASCII.GetBytes($"{name},i,0x800000000001");
        var id = new byte[4 + Math.Max(20, (text.Length + 4) & ~3)];
        (id[0], id[3]) = (0x45, (byte)(id.Length - 4));
        text.CopyTo(id, 4);
        return id;
    }
}
