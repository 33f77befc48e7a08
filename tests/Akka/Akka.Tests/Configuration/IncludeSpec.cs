using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Tests.Configuration;

public sealed class IncludeSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_included_beside_the_including_file_and_at_any_key()
    {
        Write("sub/inner.conf", "x = 1\ny = ${x}");
        var main = Write("main.conf",
            "include \"sub/inner.conf\"\nnested { include file(\"sub/inner.conf\"), x = 2 }\ninclude \"absent.conf\"");

        var config = ConfigurationFactory.ParseString($"include \"{main}\"\nx = 3");

        Assert.Equal(3, config.GetInt("x"));
        Assert.Equal(3, config.GetInt("y"));
        Assert.Equal(2, config.GetInt("nested.x"));
        Assert.Equal(2, config.GetInt("nested.y"));
    }

    [Fact]
    public void An_error_names_the_included_file()
    {
        var broken = Write("broken.conf", "a = 1\nb = [");

        var e = Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString($"include \"{broken}\""));

        Assert.StartsWith($"{broken}(2,5)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_file_must_exist_and_a_file_must_not_include_itself()
    {
        var circle = Write("circle.conf", "include \"circle.conf\"");

        Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString("include required(file(\"/nowhere/x.conf\"))"));
        Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString("include url(\"http://x/\")"));
        Assert.Contains("includes itself",
            Assert.Throws<HoconParserException>(() => ConfigurationFactory.ParseString($"include \"{circle}\"")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_takes_the_place_of_files()
    {
        var config = ConfigurationFactory.ParseString(
            "a { include \"other\" }\nb = ${a.v}", name => Parser.Parse($"v = {name}", null));

        Assert.Equal("other", config.GetString("a.v"));
        Assert.Equal("other", config.GetString("b"));
    }

    [Fact]
    public void A_key_that_starts_with_include_is_a_key() =>
        Assert.Equal(1, ConfigurationFactory.ParseString("include-all = 1\nincluded { x = 2 }").GetInt("include-all"));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
