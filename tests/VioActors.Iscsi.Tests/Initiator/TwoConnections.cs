namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>A session with two connections, and the portal that it is at.</summary>
internal sealed record TwoConnections(TestPortal Portal, TestInitiator First, TestInitiator Second) : IAsyncDisposable
{
    public static async Task<TwoConnections> OpenAsync()
    {
        var portal = new TestPortal();
        var first = await TestInitiator.LoginAsync(portal, "MaxConnections=2");
        return new TwoConnections(portal, first, await TestInitiator.JoinAsync(portal, first, 1));
    }

    public async ValueTask DisposeAsync()
    {
        Second.Dispose();
        First.Dispose();
        await Portal.DisposeAsync();
    }
}
