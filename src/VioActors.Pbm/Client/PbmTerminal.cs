using VioActors.Pbm.Client.Editing;

namespace VioActors.Pbm.Client;

/// <summary>Where the client reads and writes.</summary>
/// <param name="Interactive">A person sits there: banner, prompt, and no exit code for a failed command.</param>
/// <param name="Editor">Reads the lines of the person; null: they are read from <paramref name="In"/>.</param>
internal sealed record PbmTerminal(
    TextReader In, TextWriter Out, TextWriter Error, bool Interactive, IInterrupts Interrupts, ILineEditor? Editor = null);
