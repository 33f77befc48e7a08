namespace VioActors.Pbm.Client;

/// <summary>Runs one command of a client to its end and prints it; Ctrl+C and the token cancel it.</summary>
internal static class PbmRun
{
    /// <exception cref="IOException">The output cannot be written.</exception>
    internal static async Task<PbmOutcome> PrintAsync(
        PbmExecution execution, PbmTerminal terminal, TextWriter output, CancellationToken cancellation)
    {
        using var interrupt = terminal.Interrupts.Capture(execution.Cancel);
        await using var stop = cancellation.Register(execution.Cancel).ConfigureAwait(false);
        await foreach (var line in execution.ReadLinesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var writer = line.IsError ? terminal.Error : output;
            await writer.WriteLineAsync(Printable.Of(line.Text)).ConfigureAwait(false);
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return execution.Outcome;
    }
}
