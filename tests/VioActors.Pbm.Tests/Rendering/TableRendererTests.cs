using System.Text.Json;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Tests.Rendering;

public sealed class TableRendererTests
{
    private static readonly TableColumn[] Columns =
        [TableColumn.Of("lu_name"), TableColumn.Of("size", alignRight: true), TableColumn.Of("thin"), TableColumn.Of("note")];

    private static readonly Table Disks = new Table(Columns)
        .Add("rootvg", Cell.Size(16L << 30), true, Cell.None)
        .Add("data, \"big\"", Cell.Size(1536L << 30), false, "a:b\\c\nd");

    [Fact]
    public void Columns_are_aligned_and_lines_have_no_trailing_blanks()
    {
        const string Expected = """
            LU NAME         SIZE  THIN  NOTE
            rootvg        16 GiB  yes
            data, "big"  1.5 TiB  no    a:b\c d
            """;

        Assert.Equal(Expected, Render(TableFormat.Table));
    }

    [Fact]
    public void Csv_has_raw_values_and_quotes_what_needs_it() => Assert.Equal(
        "lu_name,size,thin,note\nrootvg,17179869184,true,\n\"data, \"\"big\"\"\",1649267441664,false,\"a:b\\c\nd\"",
        Render(TableFormat.Csv));

    [Fact]
    public void Delimited_rows_keep_their_number_of_fields() => Assert.Equal(
        "rootvg:17179869184:true:\ndata, \"big\":1649267441664:false:a\\:b\\\\c\\nd",
        Render(TableFormat.Delimited));

    [Fact]
    public void Json_keeps_the_types()
    {
        using var json = JsonDocument.Parse(Render(TableFormat.Json));

        var rows = json.RootElement.EnumerateArray().ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal(17179869184, rows[0].GetProperty("size").GetInt64());
        Assert.True(rows[0].GetProperty("thin").GetBoolean());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("note").ValueKind);
        Assert.Equal("a:b\\c\nd", rows[1].GetProperty("note").GetString());
    }

    [Fact]
    public void Chosen_fields_come_in_the_order_asked_for() => Assert.Equal(
        "16 GiB  rootvg",
        TableRenderer.Render(Disks, TableOptions.Default with { Fields = ["size", "lu_name"] }).Split('\n')[1].Trim());

    [Fact]
    public void A_table_without_rows_shows_its_heading_and_is_an_empty_array()
    {
        var empty = new Table(TableColumn.Of("name"), TableColumn.Of("state"));

        Assert.Equal("NAME  STATE", TableRenderer.Render(empty, TableOptions.Default));
        Assert.Equal("[]", TableRenderer.Render(empty, TableOptions.Default with { Format = TableFormat.Json }));
        Assert.Equal("", TableRenderer.Render(empty, TableOptions.Default with { Format = TableFormat.Delimited }));
    }

    [Fact]
    public void Wide_and_combining_characters_do_not_shift_columns()
    {
        var table = new Table(TableColumn.Of("n"), TableColumn.Of("x")).Add("磁盘", "1").Add("e\u0301", "2").Add("abcd", "3");

        Assert.Equal("N     X\n磁盘  1\ne\u0301     2\nabcd  3", TableRenderer.Render(table, TableOptions.Default));
    }

    [Fact]
    public void One_object_is_shown_field_by_field()
    {
        var one = new Table(TableColumn.Of("name"), TableColumn.Of("pool_state"))
            .Add("vios1", new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.FromHours(2)));

        Assert.Equal("NAME        vios1\nPOOL STATE  2026-05-01 10:00:00Z", RecordText.Render(one, TableOptions.Default));
        Assert.Equal(
            "vios1;2026-05-01T10:00:00.0000000Z",
            RecordText.Render(one, TableOptions.Default with { Format = TableFormat.Delimited, Delimiter = ';' }));
    }

    [Fact]
    public void Shares_are_percent_for_people_and_fractions_for_programs()
    {
        Assert.Equal("35.6 %", Cell.Share(0.356).Shown);
        Assert.Equal("0.356", Cell.Share(0.356).Raw);
        Assert.Equal(Cell.None, Cell.Share(double.NaN));
    }

    [Fact]
    public void Rows_and_columns_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Table());
        Assert.Throws<ArgumentException>(() => new Table(TableColumn.Of("a"), TableColumn.Of("a")));
        Assert.Throws<ArgumentException>(() => new Table(TableColumn.Of("a")).Add("1", "2"));
        Assert.Throws<InvalidOperationException>(() => TableRenderer.Render(Disks, TableOptions.Default with { Fields = ["nope"] }));
    }

    private static string Render(TableFormat format) => TableRenderer.Render(Disks, TableOptions.Default with { Format = format });
}
