using System.Text;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>Puts the chunks of a command's output together and cuts them into lines. Not thread-safe.</summary>
internal sealed class LineAssembler
{
    /// <summary>A host that never ends a line would otherwise fill the memory of the client.</summary>
    internal const int LineCharsMax = 16 * 1024 * 1024;

    private readonly StringBuilder _line = new();

    /// <exception cref="WireViolationException">A line is longer than <see cref="LineCharsMax"/>.</exception>
    internal IEnumerable<PbmLine> Accept(OutputFrame frame)
    {
        var isError = frame.Flags.HasFlag(OutputFlags.Error);
        var goesOn = frame.Flags.HasFlag(OutputFlags.Continued);
        var isMark = frame.Flags.HasFlag(OutputFlags.Final) && frame.Text.Length == 0 && _line.Length == 0;
        if (isMark)
        {
            yield break;
        }

        var start = 0;
        for (var end = frame.Text.IndexOf('\n'); end >= 0; end = frame.Text.IndexOf('\n', start))
        {
            yield return Line(frame.Text.AsSpan(start, end - start), isError);
            start = end + 1;
        }

        if (goesOn)
        {
            Append(frame.Text.AsSpan(start));
        }
        else
        {
            yield return Line(frame.Text.AsSpan(start), isError);
        }
    }

    private PbmLine Line(ReadOnlySpan<char> rest, bool isError)
    {
        Append(rest);
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        var line = new PbmLine(_line.ToString(), isError);
        _line.Clear();
        return line;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_line.Length + text.Length > LineCharsMax)
        {
            throw new WireViolationException($"A line of output is longer than {LineCharsMax} characters.");
        }

        _line.Append(text);
    }
}
