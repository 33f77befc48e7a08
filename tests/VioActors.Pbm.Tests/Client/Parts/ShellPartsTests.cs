using Petabridge.Cmd.Protocol;
using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client.Parts;

public sealed class ShellPartsTests
{
    [Theory]
    [InlineData("a b", "a b", null, false)]
    [InlineData("a > f", "a", "f", false)]
    [InlineData("a >f", "a", "f", false)]
    [InlineData("a >> \"my file\"", "a", "my file", true)]
    [InlineData("a -m \">\" b", "a -m > b", null, false)]
    [InlineData("a x>y", "a x>y", null, false)]
    public void Redirection_is_cut_off(string line, string words, string? file, bool append)
    {
        var parsed = ShellLine.TryParse(line, out _);

        Assert.NotNull(parsed);
        Assert.Equal(words, string.Join(' ', parsed.Words.Select(w => w.Text)));
        Assert.Equal((file, append), (parsed.File, parsed.Append));
    }

    [Theory]
    [InlineData("a >")]
    [InlineData("> f")]
    [InlineData("a > f g")]
    [InlineData("a > f > g")]
    [InlineData("a \"b")]
    public void Wrong_redirection_is_refused(string line)
    {
        Assert.Null(ShellLine.TryParse(line, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void The_history_gives_lines_back_by_number()
    {
        var history = new ShellHistory();
        Assert.Null(history.Expand("!!"));
        foreach (var line in new[] { "one", "two", "two", "three" })
        {
            history.Add(line);
        }

        Assert.Equal("three", history.Expand("!!"));
        Assert.Equal("two", history.Expand("!2"));
        Assert.Equal("other", history.Expand("other"));
        Assert.Null(history.Expand("!0"));
        Assert.Null(history.Expand("!4"));
        Assert.Null(history.Expand("!x"));
        Assert.Equal(["    1  one", "    2  two", "    3  three"], history.Numbered());
    }

    [Fact]
    public void The_history_forgets_the_oldest_and_keeps_the_numbers()
    {
        var history = new ShellHistory();
        for (var i = 1; i <= ShellHistory.LinesMax + 10; i++)
        {
            history.Add($"line {i}");
        }

        Assert.Equal(ShellHistory.LinesMax, history.Numbered().Count());
        Assert.Null(history.Expand("!10"));
        Assert.Equal("line 11", history.Expand("!11"));
    }

    [Fact]
    public void Chunks_are_joined_and_cut_into_lines()
    {
        var assembler = new LineAssembler();
        var lines = new[]
        {
            new OutputFrame(1, OutputFlags.None, "a\r\nb"),
            new OutputFrame(1, OutputFlags.Continued, "c1 "),
            new OutputFrame(1, OutputFlags.Continued, "c2\nd1 "),
            new OutputFrame(1, OutputFlags.None, "d2"),
            new OutputFrame(1, OutputFlags.None, ""),
            new OutputFrame(1, OutputFlags.Final, ""),
        }.SelectMany(assembler.Accept).ToArray();

        Assert.Equal(["a", "b", "c1 c2", "d1 d2", ""], lines.Select(l => l.Text));
        Assert.DoesNotContain(lines, l => l.IsError);
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        var assembler = new LineAssembler();
        var chunk = new OutputFrame(1, OutputFlags.Continued, new string('x', 1024 * 1024));

        Assert.Throws<WireViolationException>(() => Enumerable.Repeat(chunk, 17).SelectMany(assembler.Accept).Count());
    }

    [Fact]
    public void Control_characters_do_not_reach_the_terminal() =>
        Assert.Equal("a\tb?[31mc?", Printable.Of("a\tb\u001b[31mc\u0085"));
}
