namespace VioActors.Node.Demo;

/// <summary>One thing that the tour promised, and what was seen. Immutable.</summary>
/// <param name="What">The promise, a sentence.</param>
/// <param name="Seen">What was measured, with figures.</param>
/// <param name="Held">Whether the promise held.</param>
internal sealed record Promise(string What, string Seen, bool Held);
