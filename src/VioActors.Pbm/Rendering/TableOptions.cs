using Petabridge.Cmd;

namespace VioActors.Pbm.Rendering;

/// <summary>How the user wants a table. Immutable, thread-safe.</summary>
/// <param name="Delimiter">Between fields, used by <see cref="TableFormat.Delimited"/> only.</param>
/// <param name="Fields">The columns wanted, in this order; empty for all.</param>
public sealed record TableOptions(TableFormat Format, char Delimiter, IReadOnlyList<string> Fields)
{
    private const string FormatName = "format";
    private const string DelimiterName = "fmt";
    private const string FieldName = "field";
    private const string JsonSwitch = "--json";

    public static TableOptions Default { get; } = new(TableFormat.Table, ':', []);

    /// <summary>Adds <c>-f/--format</c>, <c>-fmt</c> and <c>-field</c> to a command that prints a table.</summary>
    public static CommandDefinitionBuilder AddTo(CommandDefinitionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .WithArgument(b => b.WithName(FormatName).WithSwitch("-f").WithSwitch("--format")
                .WithDescription("form of the output: table (default), csv, json"))
            .WithArgument(b => b.WithName(DelimiterName).WithSwitch("-fmt")
                .WithDescription("one character: print bare rows with it between the fields"))
            .WithArgument(b => b.WithName(FieldName).WithSwitch("-field")
                .WithDescription("fields to print, separated by commas, in this order"));
    }

    /// <summary>Adds <c>--json</c> to any command.</summary>
    public static CommandDefinitionBuilder AddJsonTo(CommandDefinitionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithArgument(b => b.WithName("json").WithSwitch(JsonSwitch).WithDescription("print JSON, for programs"));
    }

    /// <summary>Whether it is the switch that <see cref="AddJsonTo"/> defined.</summary>
    internal static bool IsJson(string @switch) => @switch == JsonSwitch;

    /// <summary>Whether the user wants JSON of a command that prints no table.</summary>
    public static bool WantsJson(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.Arguments.Any(argument => argument.Item1 == JsonSwitch);
    }

    /// <summary>Reads the options that <see cref="AddTo"/> defined.</summary>
    /// <returns>The options, or null and in <paramref name="problem"/> what the user has to change.</returns>
    public static TableOptions? TryRead(Command command, IReadOnlyList<TableColumn> columns, out string problem)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(columns);
        var options = Default;
        problem = "";
        foreach (var (typed, value) in command.Arguments)
        {
            switch (typed)
            {
                case "-f" or "--format":
                    if (FormatOf(value) is not { } format)
                    {
                        problem = $"The format [{value}] is none of table, csv, json.";
                        return null;
                    }

                    options = options with { Format = format };
                    break;
                case JsonSwitch:
                    options = options with { Format = TableFormat.Json };
                    break;
                case "-fmt":
                    if (value.Length != 1 || char.IsControl(value[0]) || value[0] == '\\')
                    {
                        problem = $"The delimiter [{value}] after -fmt must be one printable character other than '\\'.";
                        return null;
                    }

                    options = options with { Format = TableFormat.Delimited, Delimiter = value[0] };
                    break;
                case "-field":
                    const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
                    var fields = value.Split(',', Clean).Distinct().ToArray();
                    if (fields.Length == 0 || fields.Any(f => columns.All(c => c.Field != f)))
                    {
                        var known = string.Join(",", columns.Select(c => c.Field));
                        problem = $"-field [{value}] names a field that is not there. Fields: {known}.";
                        return null;
                    }

                    options = options with { Fields = fields };
                    break;
            }
        }

        return options;
    }

    private static TableFormat? FormatOf(string text) => text.ToLowerInvariant() switch
    {
        "table" => TableFormat.Table,
        "csv" => TableFormat.Csv,
        "json" => TableFormat.Json,
        _ => null,
    };
}
