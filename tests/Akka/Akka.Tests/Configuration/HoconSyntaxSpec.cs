using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Tests.Configuration;

public class HoconSyntaxSpec
{
    [Theory]
    [InlineData("a = 1", "1")]
    [InlineData("a : 1", "1")]
    [InlineData("{ a : 1 }", "1")]
    [InlineData("\"a\" = 1,", "1")]
    [InlineData("a = one two  three", "one two  three")]
    [InlineData("a = one # comment", "one")]
    [InlineData("a = one // comment", "one")]
    [InlineData("a = \"x # y\"", "x # y")]
    [InlineData("a = \"\"\"x \"y\" \\n\"\"\"", "x \"y\" \\n")]
    [InlineData("a = \"\"\"q\"\"\"\"", "q\"")]
    [InlineData("a = \"\\t\\u0041\\\\\"", "\tA\\")]
    [InlineData("a = \"x\" y \"z\"", "x y z")]
    [InlineData("a = 1\na = 2", "2")]
    [InlineData("\uFEFFa = 1\r\nb = 2\r\n", "1")]
    public void Reads_a_scalar(string hocon, string expected) =>
        Assert.Equal(expected, ConfigurationFactory.ParseString(hocon).GetString("a"));

    [Fact]
    public void Dotted_quoted_and_nested_keys_are_one_tree()
    {
        var config = ConfigurationFactory.ParseString("""
            a.b { c = 1 }
            a { b.d = 2, "x.y" = 3 }
            a."/user/*" { router = round-robin }
            /plain/* { dispatcher = d }
            """);

        Assert.Equal(1, config.GetInt("a.b.c"));
        Assert.Equal(2, config.GetInt("a.b.d"));
        Assert.Equal(3, config.GetInt("a.\"x.y\""));
        Assert.Equal("round-robin", config.GetString("a.\"/user/*\".router"));
        Assert.Equal("d", config.GetString("/plain/*.dispatcher"));
    }

    [Fact]
    public void Arrays_take_commas_and_lines_and_concatenate()
    {
        var config = ConfigurationFactory.ParseString("""
            a = [1, 2
              3 # three
            ] [4,]
            a += 5
            b += x
            c = []
            d = [ { n = 1 }, { n = 2 } ]
            """);

        Assert.Equal([1, 2, 3, 4, 5], config.GetIntList("a"));
        Assert.Equal(["x"], config.GetStringList("b"));
        Assert.Empty(config.GetStringList("c"));
        Assert.Equal(2, config.GetValue("d").GetArray()[1].GetObject().GetKey("n").GetInt());
    }

    [Fact]
    public void Objects_merge_and_a_scalar_between_hides_the_first()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1 }\na = no\na { y = 2 }\nb = { p = 1 } { q = 2 }\nb.r = 3");

        Assert.False(config.HasPath("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
        Assert.Equal("{\"p\":\"1\",\"q\":\"2\",\"r\":\"3\"}", config.GetConfig("b").ToString());
    }

    [Theory]
    [InlineData("a = 1\nb = {\n  c = 2", "hocon(2,5)", "not closed")]
    [InlineData("a = [1, 2", "hocon(1,5)", "not closed")]
    [InlineData("a = \"x\nb = 1", "hocon(1,5)", "closing quote")]
    [InlineData("a = \"\"\"x", "hocon(1,5)", "no end")]
    [InlineData("a\nb = 1", "hocon(1,1)", "no value")]
    [InlineData("a = ", "hocon(1,5)", "a value is missing")]
    [InlineData("a = 1 }", "hocon(1,7)", "[}]")]
    [InlineData("a = b = c", "hocon(1,7)", "[=]")]
    [InlineData("a = [1,,2]", "hocon(1,8)", "two commas")]
    [InlineData("a = \"\\x\"", "hocon(1,6)", "no escape")]
    [InlineData("a = x [1]", "hocon(1,7)", "one after another")]
    [InlineData("a..b = 1", "hocon(1,1)", "a key is empty")]
    [InlineData("[1]", "hocon(1,1)", "not an array")]
    [InlineData("\n\n  a = ${b}", "hocon(3,7)", "has no value")]
    public void Refuses_with_the_place(string hocon, string place, string reason)
    {
        var e = Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString(hocon));

        Assert.StartsWith(place, e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{ a = ")]
    public void Nesting_is_bounded(string open)
    {
        var hocon = "a = " + string.Concat(Enumerable.Repeat(open, 100_000));

        Assert.Contains("deeper than", Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString(hocon)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_configuration_reads_back()
    {
        var config = ConfigurationFactory.ParseString("a.\"b.c\" = \"x \\\" \\n\"\nl = [1, {k = null}]\ne {}");

        var again = ConfigurationFactory.ParseString(config.ToString());

        Assert.Equal(config.ToString(), again.ToString());
        Assert.Equal("x \" \n", again.GetString("a.\"b.c\""));
    }
}
