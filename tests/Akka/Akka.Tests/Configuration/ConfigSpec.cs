using Akka.Configuration;

namespace Akka.Tests.Configuration;

public class ConfigSpec
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("10ms", 10)]
    [InlineData("1.5 s", 1500)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1 d", 86_400_000)]
    [InlineData("500 us", 0.5)]
    [InlineData("infinite", -1)]
    public void Durations(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ConfigurationFactory.ParseString($"a = {text}").GetTimeSpan("a"));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("128000b", 128_000)]
    [InlineData("2 kB", 2000)]
    [InlineData("2KiB", 2048)]
    [InlineData("2 K", 2048)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes(string text, long bytes) =>
        Assert.Equal(bytes, ConfigurationFactory.ParseString($"a = {text}").GetByteSize("a"));

    [Theory]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    [InlineData("false", false)]
    public void Flags(string text, bool expected) =>
        Assert.Equal(expected, ConfigurationFactory.ParseString($"a = {text}").GetBoolean("a", !expected));

    [Fact]
    public void A_wrong_form_is_an_error_that_names_the_key_and_the_text()
    {
        var config = ConfigurationFactory.ParseString("a { b = maybe, o {} }");

        AssertNamed(() => config.GetBoolean("a.b"));
        AssertNamed(() => config.GetInt("a.b"));
        AssertNamed(() => config.GetLong("a.b"));
        AssertNamed(() => config.GetDouble("a.b"));
        AssertNamed(() => config.GetTimeSpan("a.b"));
        AssertNamed(() => config.GetByteSize("a.b"));
        AssertNamed(() => config.GetStringList("a.b"));
        AssertNamed(() => config.GetConfig("a.b"));
        Assert.Throws<ConfigurationException>(() => config.GetInt("a.o"));
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("a = infinite").GetTimeSpan("a", null, false));
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("a = -5s").GetTimeSpan("a"));
    }

    [Fact]
    public void A_missing_or_null_key_gives_the_default()
    {
        var config = ConfigurationFactory.ParseString("a = null");

        Assert.Null(config.GetString("a"));
        Assert.Equal("d", config.GetString("a", "d"));
        Assert.Equal(7, config.GetInt("x.y", 7));
        Assert.Equal(TimeSpan.Zero, config.GetTimeSpan("x"));
        Assert.Null(config.GetByteSize("x"));
        Assert.Null(config.GetConfig("x"));
        Assert.Null(config.GetValue("x"));
        Assert.Empty(config.GetStringList("x"));
        Assert.Equal(["d"], config.GetStringList("x", ["d"]));
        Assert.False(config.HasPath("a"));
    }

    [Fact]
    public void Fallbacks_fill_what_is_missing_and_objects_merge()
    {
        var top = ConfigurationFactory.ParseString("a { x = 1 }, n = null, s = text");
        var middle = ConfigurationFactory.ParseString("a { x = 2, y = 2 }, n = 2");
        var bottom = ConfigurationFactory.ParseString("a { z = 3 }, s { deep = 3 }");

        var config = top.WithFallback(middle).WithFallback(bottom);

        Assert.Equal([1, 2, 3], new[] { config.GetInt("a.x"), config.GetInt("a.y"), config.GetInt("a.z") });
        Assert.Equal(3, config.GetConfig("a").AsEnumerable().Count());
        Assert.False(config.HasPath("n"));
        Assert.False(config.HasPath("s.deep"));
        Assert.False(top.HasPath("a.y"));
        Assert.Equal(config.ToString(), top.WithFallback(middle.WithFallback(bottom)).ToString());
    }

    [Fact]
    public void The_empty_configuration_adds_nothing()
    {
        var config = ConfigurationFactory.ParseString("a = 1");

        Assert.True(Config.Empty.IsEmpty);
        Assert.True(ConfigurationFactory.ParseString("# nothing").IsEmpty);
        Assert.Same(config, config.WithFallback(Config.Empty));
        Assert.Same(config, Config.Empty.WithFallback(config));
        Config implied = "b = 2";
        Assert.Equal(2, (config + "b = 2").GetInt("b"));
        Assert.Equal(2, implied.GetInt("b"));
    }

    [Fact]
    public void Objects_become_configurations()
    {
        var config = ConfigurationFactory.FromObject(new
        {
            akka = new { loglevel = "DEBUG", ports = new[] { 1, 2 }, timeout = TimeSpan.FromSeconds(3), on = true, none = (string?)null },
            map = new Dictionary<string, object> { ["k.x"] = 1.5 },
        });

        Assert.Equal("DEBUG", config.GetString("akka.loglevel"));
        Assert.Equal([1, 2], config.GetIntList("akka.ports"));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("akka.timeout"));
        Assert.True(config.GetBoolean("akka.on"));
        Assert.False(config.HasPath("akka.none"));
        Assert.Equal(1.5, config.GetDouble("map.\"k.x\""));
    }

    [Fact]
    public void A_resource_that_is_not_there_is_named()
    {
        var e = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.FromResource<ConfigSpec>("absent.conf"));

        Assert.Contains("absent.conf", e.Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(Func<object?> read)
    {
        var e = Assert.Throws<ConfigurationException>(read);
        Assert.Contains("a.b", e.Message, StringComparison.Ordinal);
        Assert.Contains("maybe", e.Message, StringComparison.Ordinal);
    }
}
