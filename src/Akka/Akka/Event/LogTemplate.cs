using System.Globalization;
using System.Text;

namespace Akka.Event;

/// <summary>
/// Renders log templates. A hole without an argument and a brace without a partner are printed as they stand: a log entry is never lost
/// for its template.
/// </summary>
internal static class LogTemplate
{
    public static string Render(string template, object?[] args)
    {
        if (template.AsSpan().IndexOfAny('{', '}') < 0)
            return template;

        var text = new StringBuilder(template.Length + (args.Length * 16));
        List<string>? names = null;
        var at = 0;
        while (at < template.Length)
        {
            var brace = template.AsSpan(at).IndexOfAny('{', '}');
            if (brace < 0)
                break;
            text.Append(template, at, brace);
            at += brace;
            at += AppendBrace(text, template, at, args, ref names);
        }

        return text.Append(template, at, template.Length - at).ToString();
    }

    /// <summary>
    /// Prints what begins with the brace at <paramref name="at"/>; returns how many characters of the template that was.
    /// </summary>
    private static int AppendBrace(StringBuilder text, string template, int at, object?[] args, ref List<string>? names)
    {
        var brace = template[at];
        if (at + 1 < template.Length && template[at + 1] == brace)
        {
            text.Append(brace);
            return 2;
        }

        var end = brace == '{' ? template.IndexOf('}', at) : -1;
        if (end < 0)
        {
            text.Append(brace);
            return 1;
        }

        var hole = template.AsSpan(at + 1, end - at - 1);
        var nameLength = hole.IndexOfAny(',', ':');
        var name = (nameLength < 0 ? hole : hole[..nameLength]).Trim().TrimStart("@$");
        var index = ArgumentIndex(name, ref names);
        if (index < 0 || index >= args.Length)
            text.Append(template, at, end - at + 1);
        else
            AppendArgument(text, args[index], nameLength < 0 ? [] : hole[nameLength..]);
        return end - at + 1;
    }

    private static int ArgumentIndex(ReadOnlySpan<char> name, ref List<string>? names)
    {
        if (name.IsEmpty)
            return -1;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return position;
        names ??= [];
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(names[i]))
                return i;
        }

        names.Add(name.ToString());
        return names.Count - 1;
    }

    private static void AppendArgument(StringBuilder text, object? value, ReadOnlySpan<char> alignmentAndFormat)
    {
        try
        {
            if (alignmentAndFormat.IsEmpty)
                text.Append(Plain(value));
            else
                text.AppendFormat(CultureInfo.InvariantCulture, string.Concat("{0", alignmentAndFormat, "}"), value);
        }
        catch (Exception error)
        {
            // A ToString that throws must not take the actor that logs down.
            text.Append('[').Append(value?.GetType().Name).Append(" cannot be printed: ").Append(error.Message).Append(']');
        }
    }

    private static string Plain(object? value) => value switch
    {
        null => "null",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
