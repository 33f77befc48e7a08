namespace VioActors.Scenarios.Tests.Fixtures;

/// <summary>One dev system for the scenarios that leave it as they found it.</summary>
public sealed class SharedDev : IAsyncLifetime
{
    public DevRig Rig { get; private set; } = null!;

    public async Task InitializeAsync() => Rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");

    public async Task DisposeAsync() => await Rig.DisposeAsync();
}
