using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Protocol;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \t ", new string[0])]
    [InlineData("cluster  show ", new[] { "cluster", "show" })]
    [InlineData("msg write -m \"two words\"", new[] { "msg", "write", "-m", "two words" })]
    [InlineData("a 'b \" c' d", new[] { "a", "b \" c", "d" })]
    [InlineData("a \"\" b", new[] { "a", "", "b" })]
    [InlineData("a\"b c\"d", new[] { "ab cd" })]
    [InlineData("\"say \\\"hi\\\"\"", new[] { "say \"hi\"" })]
    [InlineData("two\\ words", new[] { "two words" })]
    [InlineData("C:\\vios\\disk0", new[] { "C:\\vios\\disk0" })]
    [InlineData("'C:\\new'", new[] { "C:\\new" })]
    [InlineData("end\\", new[] { "end\\" })]
    public void Lines_are_cut_into_words(string line, string[] expected)
    {
        var tokens = CommandLine.TrySplit(line, out var problem);

        Assert.NotNull(tokens);
        Assert.Empty(problem);
        Assert.Equal(expected, tokens.Select(t => t.Text));
    }

    [Theory]
    [InlineData("a \"b", '"')]
    [InlineData("it's", '\'')]
    [InlineData("\"ends in \\\"", '"')]
    public void An_open_quote_is_refused(string line, char quote)
    {
        Assert.Null(CommandLine.TrySplit(line, out var problem));
        Assert.Contains($"opening {quote}", problem);
    }

    [Fact]
    public void Quoted_words_are_no_switches()
    {
        var tokens = CommandLine.TrySplit("-m \"-m\" -5 -.5 -", out _);

        Assert.Equal([true, false, false, false, false], tokens!.Select(t => t.LooksLikeSwitch));
    }

    [Fact]
    public void Words_of_a_shell_count_as_quoted_when_they_must_have_been()
    {
        var tokens = CommandLine.FromWords(["-m", "-two words", ""]);

        Assert.Equal([false, true, true], tokens.Select(t => t.Quoted));
    }
}
