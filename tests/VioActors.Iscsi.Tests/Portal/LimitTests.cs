using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;

namespace VioActors.Iscsi.Tests.Portal;

/// <summary>What one stranger or one initiator may take of a portal.</summary>
public class LimitTests
{
    [Fact]
    public async Task Half_open_logins_of_one_address_are_few_and_end_by_the_clock()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { LoginCountPerAddressMax = 2 });
        using var first = await PduConnection.OpenAsync(portal.EndPoint);
        using var second = await PduConnection.OpenAsync(portal.EndPoint);
        using (var third = await PduConnection.OpenAsync(portal.EndPoint))
        {
            await third.ExpectEndAsync();
        }

        await CutByTheClockAsync(portal, first);
        await CutByTheClockAsync(portal, second);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (portal.Portal.ConnectionCount > 0)
        {
            await polls.WaitForNextTickAsync();
        }

        using var initiator = await TestInitiator.LoginAsync(portal);
        Assert.Contains(portal.Lines, static line => line.Contains("too many connections or logins", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sessions_of_one_initiator_are_limited()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { SessionCountPerInitiatorMax = 2 });
        using var first = await TestInitiator.LoginAsync(portal);
        var (second, answer) = await TestInitiator.TryLoginAsync(portal, null, [], isid: 2);
        Assert.Equal(LoginStatus.Success, answer.Status);
        var (refused, no) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 3);
        refused.Dispose();
        Assert.Equal(LoginStatus.OutOfResources, no.Status);
        using (await TestInitiator.LoginAsync(portal))
        {
            // Replaces the first: that is not one more.
        }

        second.Dispose();
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (portal.Portal.Sessions.Count > 0)
        {
            await polls.WaitForNextTickAsync();
        }
        var (again, yes) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 3);
        again.Dispose();
        Assert.Equal(LoginStatus.Success, yes.Status);
    }

    [Fact]
    public async Task A_storm_of_connections_is_two_lines_in_the_log()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { LoginCountMax = 1 });
        using var login = await PduConnection.OpenAsync(portal.EndPoint);
        for (var count = 0; count < 20; count++)
        {
            await BeRefusedAsync(portal);
        }
        Assert.Single(portal.Lines);

        portal.Time.Advance(TimeSpan.FromSeconds(2));
        await BeRefusedAsync(portal);

        Assert.Equal(2, portal.Lines.Count);
        Assert.EndsWith("as were 19 before it.", portal.Lines.Last(), StringComparison.Ordinal);
    }

    private static async Task BeRefusedAsync(TestPortal portal)
    {
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.ExpectEndAsync();
    }

    private static async Task CutByTheClockAsync(TestPortal portal, PduConnection wire)
    {
        var ended = wire.ExpectEndAsync();
        await portal.AdvanceUntilAsync(() => ended.IsCompleted, TimeSpan.FromSeconds(5));
        await ended;
    }
}
