namespace VioActors.Pbm.Client.Editing;

/// <summary>Reads a line that a person edits at a terminal.</summary>
internal interface ILineEditor
{
    /// <param name="prompt">Stands in front of the line.</param>
    /// <param name="history">Earlier lines, oldest first.</param>
    /// <param name="complete">From the text before the cursor to what its last word may become.</param>
    /// <returns>The line, or null when the person has ended the input.</returns>
    string? ReadLine(string prompt, IReadOnlyList<string> history, Func<string, IReadOnlyList<string>> complete);
}
