using Petabridge.Cmd.Protocol;
using VioActors.Pbm.Client.Editing;

namespace VioActors.Pbm.Tests.Client.Parts;

public sealed class EditingTests
{
    private static readonly WirePalette[] Palettes =
    [
        new("cluster", [new WireCommand("show", "", []), new WireCommand("show-unreachable", "", []), new WireCommand("leave", "", [])]),
        new("cec", [new WireCommand("list", "", [new WireArgument("format", "", false, ["-f", "--format"], [])])]),
    ];

    [Fact]
    public void Keys_edit_the_line()
    {
        var line = new LineBuffer([]);
        Type(line, "cluster shw");
        Press(line, ConsoleKey.LeftArrow);
        Type(line, "o");
        Assert.Equal("cluster show", line.Text);
        Press(line, ConsoleKey.Home);
        Press(line, ConsoleKey.Delete);
        Press(line, ConsoleKey.E, control: true);
        Press(line, ConsoleKey.Backspace);
        Assert.Equal(("luster sho", 10), (line.Text, line.Cursor));
        Press(line, ConsoleKey.W, control: true);
        Assert.Equal("luster ", line.Text);
        Press(line, ConsoleKey.LeftArrow);
        Press(line, ConsoleKey.K, control: true);
        Assert.Equal("luster", line.Text);
        Press(line, ConsoleKey.U, control: true);
        Assert.Equal(("", 0), (line.Text, line.Cursor));
    }

    [Fact]
    public void Keys_at_the_ends_do_nothing_and_controls_are_not_typed()
    {
        var line = new LineBuffer([]);
        Press(line, ConsoleKey.LeftArrow);
        Press(line, ConsoleKey.RightArrow);
        Press(line, ConsoleKey.Delete);
        Press(line, ConsoleKey.Backspace);
        Press(line, ConsoleKey.UpArrow);
        Press(line, ConsoleKey.F1);

        Assert.Equal(("", 0), (line.Text, line.Cursor));
    }

    [Fact]
    public void A_surrogate_pair_is_one_character()
    {
        var line = new LineBuffer([]);
        line.Insert("a😀b");
        line.Left();
        line.Left();
        Assert.Equal(1, line.Cursor);
        line.Right();
        Assert.Equal(3, line.Cursor);
        line.Backspace();
        Assert.Equal("ab", line.Text);
    }

    [Fact]
    public void The_history_is_walked_and_the_draft_comes_back()
    {
        var line = new LineBuffer(["one", "two"]);
        line.Insert("draft");
        line.Older();
        line.Older();
        line.Older();
        Assert.Equal(("one", 3), (line.Text, line.Cursor));
        line.Newer();
        Assert.Equal("two", line.Text);
        line.Newer();
        line.Newer();
        Assert.Equal("draft", line.Text);
    }

    [Theory]
    [InlineData("", "cec cluster exit help history")]
    [InlineData("c", "cec cluster")]
    [InlineData("cluster ", "leave show show-unreachable")]
    [InlineData("cluster sh", "show show-unreachable")]
    [InlineData("help cl", "cluster")]
    [InlineData("help cluster le", "leave")]
    [InlineData("cec list -", "-f")]
    [InlineData("help cec list ", "")]
    [InlineData("nope x", "")]
    public void Words_are_completed_from_the_palettes(string before, string expected) =>
        Assert.Equal(expected, string.Join(' ', Completion.Find(Palettes, before)));

    [Fact]
    public void The_common_start_of_the_candidates_is_found()
    {
        Assert.Equal("show", Completion.CommonStart(["show", "show-unreachable"]));
        Assert.Equal("", Completion.CommonStart(["leave", "show"]));
        Assert.Equal("", Completion.CommonStart([]));
    }

    [Fact]
    public void A_long_line_is_scrolled_so_that_the_cursor_shows()
    {
        var line = new LineBuffer([]);
        line.Insert("0123456789ab");
        Assert.Equal(("456789ab", 8), LineWindow.Of(line, 8));
        line.Home();
        Assert.Equal(("01234567", 0), LineWindow.Of(line, 3));
        line.Right();
        Assert.Equal(("0123456789ab", 1), LineWindow.Of(line, 80));
    }

    private static void Type(LineBuffer line, string text)
    {
        foreach (var c in text)
        {
            LineKeys.Apply(line, new ConsoleKeyInfo(c, ConsoleKey.None, shift: false, alt: false, control: false));
        }
    }

    private static void Press(LineBuffer line, ConsoleKey key, bool control = false) =>
        LineKeys.Apply(line, new ConsoleKeyInfo('\0', key, shift: false, alt: false, control));
}
