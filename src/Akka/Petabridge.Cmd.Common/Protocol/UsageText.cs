using System.Text;

namespace Petabridge.Cmd.Protocol;

/// <summary>Help for people, the same on the host (in refusals) and in the client (in <c>help</c>). Lines end with '\n' but the
/// last.</summary>
internal static class UsageText
{
    /// <summary>One line: <c>msg write -m &lt;message&gt; [-s &lt;since&gt;]</c>.</summary>
    internal static string Line(string module, WireCommand command)
    {
        var line = new StringBuilder($"{module} {command.Name}");
        foreach (var argument in command.Arguments)
        {
            var mandatory = argument.IsMandatory && argument.DefaultValues.Count == 0;
            var text = $"{argument.Switches[0]} <{argument.Name}>";
            line.Append(' ').Append(mandatory ? text : $"[{text}]");
        }

        return line.ToString();
    }

    internal static string ForCommand(string module, WireCommand command)
    {
        var text = new StringBuilder("usage: ").Append(Line(module, command));
        var rows = command.Arguments.Select(a => (Left: $"{string.Join(", ", a.Switches)} <{a.Name}>", Right: Explained(a))).ToList();
        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Left.Length);
        foreach (var (left, right) in rows)
        {
            text.Append('\n').Append($"  {left.PadRight(width)}  {right}".TrimEnd());
        }

        return text.ToString();
    }

    internal static string ForModule(WirePalette palette)
    {
        var text = new StringBuilder($"commands of [{palette.Module}]:");
        foreach (var command in palette.Commands)
        {
            text.Append("\n\n").Append(Line(palette.Module, command));
            if (command.Description.Length > 0)
            {
                text.Append("\n    ").Append(command.Description);
            }
        }

        return text.ToString();
    }

    private static string Explained(WireArgument argument)
    {
        var notes = argument.DefaultValues.Count > 0 ? $"(default {string.Join(", ", argument.DefaultValues)})"
            : argument.IsMandatory ? "(mandatory)"
            : "";
        return $"{argument.Description} {notes}".Trim();
    }
}
