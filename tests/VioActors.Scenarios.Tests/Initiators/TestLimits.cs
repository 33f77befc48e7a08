namespace VioActors.Scenarios.Tests.Initiators;

/// <summary>When a test gives up. Generous: a loaded machine is no fault of the product.</summary>
public static class TestLimits
{
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(60);
}
