using Spectre.Console;

namespace VioActors.Node.Demo;

/// <summary>A spinner for the step that runs, tables with borders: for a terminal.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console) : IDemoDisplay
{
    public async Task StepAsync(string title, Func<StepVoice, Task> step)
    {
        var escaped = Markup.Escape(title);
        await console.Status().Spinner(Spinner.Known.Dots).StartAsync(escaped, context =>
        {
            void Show(string text) => context.Status($"{escaped} [grey]{Markup.Escape(text)}[/]");
            return step(new StepVoice(
                told =>
                {
                    console.MarkupLine($"  [grey]{Markup.Escape(told)}[/]");
                    Show(told);
                },
                Show));
        }).ConfigureAwait(false);
        console.MarkupLine($"[green]✓[/] {escaped}");
    }

    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in header)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    public void Line(string text) => console.MarkupLine(Markup.Escape(text));
}
