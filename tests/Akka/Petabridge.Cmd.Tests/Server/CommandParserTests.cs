using Petabridge.Cmd.Host.Server;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Server;

public sealed class CommandParserTests
{
    private static readonly WirePalette[] Palettes =
    [
        new("cluster", [new WireCommand("show", "", []), new WireCommand("leave", "", [])]),
        new("msg",
        [
            new WireCommand("write", "Writes.",
            [
                new WireArgument("message", "the text", true, ["-m", "-M"], []),
                new WireArgument("level", "how loud", false, ["-l"], ["info"]),
                new WireArgument("force", "no questions", false, ["-f", "--force"], []),
            ]),
        ]),
        new("uptime", [new WireCommand("uptime", "", [new WireArgument("raw", "", false, ["-r"], [])])]),
    ];

    [Theory]
    [InlineData("cluster show", "show")]
    [InlineData("CLUSTER Show", "show")]
    [InlineData("msg write -m hi", "write -m hi -l info")]
    [InlineData("msg write -M hi -l debug", "write -M hi -l debug")]
    [InlineData("msg write -m \"-l\"", "write -m -l -l info")]
    [InlineData("msg write -m=-l", "write -m -l -l info")]
    [InlineData("msg write -m -5", "write -m -5 -l info")]
    [InlineData("msg write -m a=b --force", "write -m a=b --force -l info")]
    [InlineData("msg write --force -m x", "write --force -m x -l info")]
    [InlineData("msg write -m a -m b", "write -m a -m b -l info")]
    [InlineData("uptime", "uptime")]
    [InlineData("uptime -r", "uptime -r")]
    [InlineData("uptime uptime -r", "uptime -r")]
    public void Valid_lines_become_commands(string line, string expected) => Assert.Equal(expected, Ok(line).Command.ToString());

    [Theory]
    [InlineData("", "No command was given")]
    [InlineData("clustr show", "Unknown module [clustr]. Did you mean [cluster]? Modules: cluster, msg, uptime.")]
    [InlineData("zzz", "Unknown module [zzz]. Modules: cluster, msg, uptime.")]
    [InlineData("cluster", "Module [cluster] needs a command: leave, show.")]
    [InlineData("cluster shwo", "Module [cluster] has no command [shwo]. Did you mean [show]? Its commands: leave, show.")]
    [InlineData("cluster show extra", "cannot use the word [extra]")]
    [InlineData("cluster show -x", "has no switch [-x]")]
    [InlineData("msg write", "needs the argument [message] (-m)")]
    [InlineData("msg write -m", "[message] (-m) of [msg write] needs a value")]
    [InlineData("msg write -m -l info", "[message] (-m) of [msg write] needs a value")]
    [InlineData("msg write -m x -l", "[level] (-l) of [msg write] needs a value")]
    [InlineData("msg write -m two words", "cannot use the word [words]")]
    [InlineData("msg write \"-m\" x", "cannot use the word [-m]")]
    [InlineData("msg write -q=1 -m x", "has no switch [-q=1]")]
    public void Invalid_lines_are_refused_with_the_reason(string line, string reason) => Assert.Contains(reason, Rejected(line));

    [Fact]
    public void A_refusal_about_arguments_ends_with_the_usage()
    {
        const string Usage = """

            usage: msg write -m <message> [-l <level>] [-f <force>]
              -m, -M <message>     the text (mandatory)
              -l <level>           how loud (default info)
              -f, --force <force>  no questions
            """;
        Assert.EndsWith(Usage, Rejected("msg write"));
    }

    [Fact]
    public void The_index_of_the_palette_goes_with_the_command() => Assert.Equal(1, Ok("msg write -m x").PaletteIndex);

    [Fact]
    public void A_monstrous_word_is_not_echoed_whole() => Assert.InRange(Rejected(new string('x', 50_000)).Length, 1, 300);

    private static ParsedLine.Ok Ok(string line) => Assert.IsType<ParsedLine.Ok>(Parse(line));

    private static string Rejected(string line) => Assert.IsType<ParsedLine.Rejected>(Parse(line)).Reason;

    private static ParsedLine Parse(string line) => CommandParser.Parse(CommandLine.TrySplit(line, out _)!, Palettes);
}
