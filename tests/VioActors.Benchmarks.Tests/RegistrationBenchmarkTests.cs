using VioActors.Benchmarks.Registration;

namespace VioActors.Benchmarks.Tests;

/// <summary>The benchmark of many VIOSes runs, with few of them. What it measures is not judged here.</summary>
public sealed class RegistrationBenchmarkTests
{
    [Fact]
    [Trait("Req", "REG-2")]
    [Trait("Req", "REG-8")]
    [Trait("Req", "REG-12")]
    public async Task Every_figure_of_registration_is_measured()
    {
        var figures = await RegistrationBenchmark.MeasureAsync(Path.GetTempPath(), RegistrationScale.Smoke);

        Assert.Equal(
            [
                RegistrationBenchmark.Registered, RegistrationBenchmark.Adapters, RegistrationBenchmark.Logins,
                RegistrationBenchmark.Change, RegistrationBenchmark.DeviceChange, RegistrationBenchmark.CatchUp,
                RegistrationBenchmark.ViewRead, RegistrationBenchmark.View, RegistrationBenchmark.ViewObjects,
                RegistrationBenchmark.Memory,
            ],
            figures.Names);
        Assert.All(figures.Names, name => Assert.True(figures.Median(name) > 0, name));

        // A CEC, VIOS, adapter and client each at least.
        Assert.InRange(figures.Median(RegistrationBenchmark.ViewObjects), 275, double.MaxValue);
    }
}
