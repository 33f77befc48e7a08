namespace VioActors.Node.Demo;

/// <summary>Where the tour shows itself.</summary>
internal interface IDemoDisplay
{
    /// <summary>Runs a step under its title.</summary>
    Task StepAsync(string title, Func<StepVoice, Task> step);

    /// <summary>A table with a header row.</summary>
    void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows);

    void Line(string text);
}

/// <summary>By which a running step speaks.</summary>
/// <param name="Tell">Something happened: shown to every reader.</param>
/// <param name="Progress">How far it is: shown where the last such line can be replaced.</param>
internal readonly record struct StepVoice(Action<string> Tell, Action<string> Progress);
