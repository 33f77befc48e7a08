using Petabridge.Cmd;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Tests.Rendering;

public sealed class TableOptionsTests
{
    private static readonly TableColumn[] Columns = [TableColumn.Of("name"), TableColumn.Of("size"), TableColumn.Of("state")];

    [Fact]
    public void The_options_are_arguments_of_the_command()
    {
        var list = TableOptions.AddTo(new CommandDefinitionBuilder().WithName("list")).Build();

        Assert.Equal(["-f", "--format", "-fmt", "-field"], list.Arguments.SelectMany(a => a.Switch));
        Assert.DoesNotContain(list.Arguments, a => a.IsMandatory || a.DefaultValues.Count > 0);
    }

    [Fact]
    public void Without_options_a_table_for_people_is_made() =>
        Assert.Equal(TableOptions.Default, TableOptions.TryRead(Typed(), Columns, out _));

    [Fact]
    public void Options_are_read()
    {
        Assert.Equal(TableFormat.Json, TableOptions.TryRead(Typed(("--format", "JSON")), Columns, out _)!.Format);
        Assert.Equal(TableFormat.Csv, TableOptions.TryRead(Typed(("-f", "csv")), Columns, out _)!.Format);
        var delimited = TableOptions.TryRead(Typed(("-fmt", ";"), ("-field", "state, name")), Columns, out _)!;
        Assert.Equal((TableFormat.Delimited, ';'), (delimited.Format, delimited.Delimiter));
        Assert.Equal(["state", "name"], delimited.Fields);
    }

    [Theory]
    [InlineData("-f", "xml", "[xml]")]
    [InlineData("-fmt", "", "one printable character")]
    [InlineData("-fmt", "ab", "one printable character")]
    [InlineData("-fmt", "\\", "one printable character")]
    [InlineData("-field", "name,nope", "Fields: name,size,state.")]
    [InlineData("-field", ",", "Fields: name,size,state.")]
    public void Wrong_options_are_refused_with_the_reason(string typed, string value, string reason)
    {
        Assert.Null(TableOptions.TryRead(Typed((typed, value)), Columns, out var problem));
        Assert.Contains(reason, problem);
    }

    private static Command Typed(params (string Switch, string Value)[] arguments) =>
        new("list", arguments.Select(a => Tuple.Create(a.Switch, a.Value)));
}
