using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Tests.Configuration;

public class SubstitutionSpec
{
    [Fact]
    public void Values_objects_and_arrays_are_substituted_wherever_they_stand()
    {
        var config = ConfigurationFactory.ParseString("""
            host = ${net.name}":"${net.port}
            net { name = alpha, port = 90, all = [${net.name}, x] ${more} }
            more = [y]
            copy = ${net} { port = 91 }
            copy.extra = 1
            """);

        Assert.Equal("alpha:90", config.GetString("host"));
        Assert.Equal(["alpha", "x", "y"], config.GetStringList("net.all"));
        Assert.Equal("alpha", config.GetString("copy.name"));
        Assert.Equal(91, config.GetInt("copy.port"));
        Assert.Equal(1, config.GetInt("copy.extra"));
    }

    [Fact]
    public void A_key_may_refer_to_what_it_held_before()
    {
        var config = ConfigurationFactory.ParseString("""
            path = "/bin"
            path = ${path}":/usr/bin"
            path = ${path}":/opt"
            o { a = 1 }
            o = ${o} { b = 2 }
            """);

        Assert.Equal("/bin:/usr/bin:/opt", config.GetString("path"));
        Assert.Equal(1, config.GetInt("o.a"));
        Assert.Equal(2, config.GetInt("o.b"));
    }

    [Fact]
    public void An_optional_substitution_without_a_value_leaves_no_key_or_the_value_before()
    {
        var config = ConfigurationFactory.ParseString("a = ${?nowhere}\nb = 1\nb = ${?nowhere}\nc = [1, ${?nowhere}]\nd = x${?nowhere}");

        Assert.False(config.HasPath("a"));
        Assert.Equal(1, config.GetInt("b"));
        Assert.Equal([1], config.GetIntList("c"));
        Assert.Equal("x", config.GetString("d"));
    }

    [Fact]
    public void The_environment_answers_what_the_text_does_not()
    {
        Environment.SetEnvironmentVariable("HOCON_SPEC_PORT", "4711");
        var config = ConfigurationFactory.ParseString("port = 1\nport = ${?HOCON_SPEC_PORT}\nneeded = ${HOCON_SPEC_PORT}");

        Assert.Equal(4711, config.GetInt("port"));
        Assert.Equal(4711, config.GetInt("needed"));
    }

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a { b = ${a} }")]
    public void A_circle_is_an_error(string hocon) =>
        Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString(hocon));

    [Fact]
    public void Substitutions_of_substitutions_are_bounded()
    {
        var lines = Enumerable.Range(1, 60).Select(i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}");

        var e = Assert.Throws<HoconParserException>(
            () => ConfigurationFactory.ParseString("a0 = xxxxxxxxxxxxxxxx\n" + string.Join('\n', lines)));

        Assert.Contains("too large", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_is_refused_instead_of_exhausting_the_stack()
    {
        var lines = Enumerable.Repeat("a = ${a}x", 50_000);

        Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString("a = x\n" + string.Join('\n', lines)));
    }
}
