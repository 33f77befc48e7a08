using System.Diagnostics;
using System.Text;

namespace VioActors.Interop.Tests.Processes;

/// <summary>
/// A qemu-io process with one open session, commanded line by line. Its cache mode is writeback, so that a write reaches the medium only by
/// FUA or a flush. One command at a time.
/// </summary>
internal sealed class QemuIo : IAsyncDisposable
{
    /// <summary>Printed when the command before it has ended, so it acknowledges also a command that says nothing.</summary>
    private const string Prompt = "qemu-io> ";

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly char[] _buffer = new char[4096];

    private QemuIo(Process process) => _process = process;

    /// <summary>Logs in to the LU.</summary>
    /// <exception cref="EndOfStreamException">It could not open the LU; the message holds what it said.</exception>
    public static async Task<QemuIo> OpenAsync(string url)
    {
        var opened = new QemuIo(Tool.Start("qemu-io", "-f", "raw", "-t", "writeback", url));
        opened._process.ErrorDataReceived += (_, line) => opened.Note(line.Data);
        opened._process.BeginErrorReadLine();
        try
        {
            await opened.ReadAnswerAsync();
            return opened;
        }
        catch (Exception)
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one command and gives what it printed.</summary>
    /// <exception cref="IOException">The process ended, or was killed, before the command had.</exception>
    public async Task<string> ExecuteAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await ReadAnswerAsync();
    }

    /// <summary>Ends it at once; while the target is away a running command never ends otherwise: libiscsi reconnects for ever.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadAnswerAsync()
    {
        var answer = new StringBuilder();
        while (true)
        {
            var count = await _process.StandardOutput.ReadAsync(_buffer);
            if (count == 0)
                throw await EndedAsync(answer);
            answer.Append(_buffer, 0, count);
            if (answer.Length >= Prompt.Length && answer.ToString(answer.Length - Prompt.Length, Prompt.Length) == Prompt)
                return answer.ToString(0, answer.Length - Prompt.Length);
        }
    }

    private async Task<EndOfStreamException> EndedAsync(StringBuilder answer)
    {
        await _process.WaitForExitAsync();
        lock (_errors)
            return new EndOfStreamException($"qemu-io ended with {_process.ExitCode}. It said:\n{answer}{_errors}");
    }

    private void Note(string? line)
    {
        lock (_errors)
            _errors.AppendLine(line);
    }
}
