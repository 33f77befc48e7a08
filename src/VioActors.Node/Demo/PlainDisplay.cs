namespace VioActors.Node.Demo;

/// <summary>Plain lines, for output that goes to a file or another program.</summary>
internal sealed class PlainDisplay(TextWriter output) : IDemoDisplay
{
    public async Task StepAsync(string title, Func<StepVoice, Task> step)
    {
        output.WriteLine($"== {title}");
        var progress = "";
        await step(new StepVoice(told => output.WriteLine($"   {told}"), made => progress = made)).ConfigureAwait(false);
        if (progress.Length > 0)
            output.WriteLine($"   {progress}");
        output.Flush();
    }

    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [header, .. rows];
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
            output.WriteLine("   " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        output.Flush();
    }

    public void Line(string text) => output.WriteLine(text);
}
