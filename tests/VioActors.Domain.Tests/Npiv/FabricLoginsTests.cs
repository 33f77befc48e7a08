using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Npiv.SanOfTests;

namespace VioActors.Domain.Tests.Npiv;

public class FabricLoginsTests
{
    private static readonly SanConfiguration San = Cabled().State.San;

    [Fact]
    [Trait("Req", "NPV-2")]
    public void Each_virtual_port_gets_an_address_of_its_own_below_that_of_its_physical_port()
    {
        var logins = FabricLogins.Empty.LogIn(San, HostA).Logins;

        var first = logins.LogIn(San, HostA, Client, 64);
        var second = first.Logins.LogIn(San, HostA, OtherClient, 64);

        Assert.Equal(0x010400, logins.Find(HostA)!.NPortId);
        Assert.Equal(0x010401, first.Login!.NPortId);
        Assert.Equal(0x010402, second.Login!.NPortId);
        Assert.Equal(first.Login, second.Logins.LogIn(San, HostA, Client, 64).Login);
        var free = second.Logins.LogOut(Client).LogIn(San, HostA, new Wwpn(77), 64);
        Assert.Equal(0x010401, free.Login!.NPortId);
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public void At_most_as_many_virtual_adapters_are_active_on_a_port_as_it_supports()
    {
        var logins = FabricLogins.Empty.LogIn(San, HostA).Logins;
        for (var number = 0; number < FabricLogins.VirtualPortsMaxDefault; number++)
            logins = LogIn(logins, HostA, Numbered(number));

        var refused = logins.LogIn(San, HostA, Numbered(99), FabricLogins.VirtualPortsMaxDefault);

        Assert.Equal(RejectionCode.Busy, refused.Refusal!.Code);
        Assert.Contains("64 virtual adapters", refused.Refusal.Reason, StringComparison.Ordinal);
        Assert.NotNull(logins.LogOut(Numbered(5)).LogIn(San, HostA, Numbered(99), FabricLogins.VirtualPortsMaxDefault).Login);
        Assert.Equal(64, logins.Virtual(HostA).Count());
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public void A_name_is_logged_in_through_one_port_and_the_other_of_its_pair_may_be_elsewhere()
    {
        var logins = LogIn(FabricLogins.Empty.LogIn(San, HostA).Logins.LogIn(San, OtherHostA).Logins, HostA, Client);

        Assert.Equal(RejectionCode.InUse, logins.LogIn(San, OtherHostA, Client, 64).Refusal!.Code);
        var second = new Wwpn(Client.Value + 1);
        Assert.NotNull(logins.LogIn(San, OtherHostA, second, 64).Login);
    }

    [Fact]
    public void Without_cable_or_link_nobody_logs_in()
    {
        Assert.Equal(RejectionCode.NotFound, FabricLogins.Empty.LogIn(San, new Wwpn(4711)).Refusal!.Code);
        Assert.Equal(RejectionCode.NotFound, FabricLogins.Empty.LogIn(San, StorageA).Refusal!.Code);
        Assert.Equal(RejectionCode.WrongStatus, FabricLogins.Empty.LogIn(San, HostA, Client, 64).Refusal!.Code);
        var logins = LogIn(FabricLogins.Empty.LogIn(San, HostA).Logins, HostA, Client);
        Assert.Equal(RejectionCode.WrongStatus, logins.LogIn(San, Client, OtherClient, 64).Refusal!.Code);

        Assert.Empty(logins.LogOut(HostA).ByName);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public void The_name_server_tells_a_port_of_those_that_it_is_zoned_with()
    {
        var san = Cabled();
        san.Zone(FabricA, Client, StorageA);
        var logins = LogIn(
            LogIn(FabricLogins.Empty.LogIn(San, HostA).Logins.LogIn(San, HostB).Logins, HostA, Client), HostA, OtherClient);

        Assert.Equal([StorageA], logins.VisibleTo(san.State.San, Client).Select(login => login.Port));
        Assert.Empty(logins.VisibleTo(san.State.San, OtherClient));
        Assert.Empty(logins.VisibleTo(san.State.San, new Wwpn(4711)));
        Assert.Equal(0x010900, logins.AddressOf(san.State.San, Client, StorageA));
        Assert.Null(logins.AddressOf(san.State.San, Client, OtherClient));
    }

    [Theory]
    [Trait("Req", "NPV-2")]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Whatever_logs_in_and_out_addresses_are_unique_and_limits_hold(int seed)
    {
        var random = new Random(seed);
        Wwpn[] physical = [HostA, OtherHostA, HostB];
        var logins = FabricLogins.Empty;
        for (var step = 0; step < 2000; step++)
        {
            var through = physical[random.Next(physical.Length)];
            var port = Numbered(random.Next(40));
            logins = random.Next(20) switch
            {
                0 => logins.LogOut(through),
                < 4 => logins.LogIn(San, through).Logins,
                < 8 => logins.LogOut(port),
                _ => logins.LogIn(San, through, port, 8).Logins,
            };

            var all = logins.ByName.Values.ToList();
            Assert.Equal(all.Count, all.Select(login => (login.Fabric, login.NPortId)).Distinct().Count());
            Assert.All(physical, host => Assert.InRange(logins.Virtual(host).Count(), 0, 8));
            Assert.All(all, login => Assert.NotNull(logins.Find(login.Through)));
        }
    }

    private static Wwpn Numbered(int number) => new(0xC0507601A2B30000 + (ulong)number);

    private static FabricLogins LogIn(FabricLogins logins, Wwpn through, Wwpn port)
    {
        var answer = logins.LogIn(San, through, port, FabricLogins.VirtualPortsMaxDefault);
        Assert.Null(answer.Refusal);
        return answer.Logins;
    }
}
