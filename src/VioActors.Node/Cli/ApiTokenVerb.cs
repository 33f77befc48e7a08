using System.CommandLine;
using VioActors.Management.Security;

namespace VioActors.Node.Cli;

/// <summary><c>vio api token</c>: the tokens of a node's data folder. A running node knows of a change at once.</summary>
internal static class ApiTokenVerb
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of the node.",
        DefaultValueFactory = _ => "data",
    };

    public static Command Create(TextWriter output, TextWriter error)
    {
        var name = new Argument<string>("name") { Description = "Name of the token; it stands in the audit log." };
        var role = new Argument<VioRole>("role") { Description = "What it may do." };
        var token = new Command("token", "Tokens of the VIOS API.");
        token.Subcommands.Add(Verb("add", "Makes a token and prints its secret.", [name, role], error, (tokens, parsed) =>
            output.WriteLineAsync(tokens.Add(parsed.GetValue(name)!, parsed.GetValue(role)))));
        token.Subcommands.Add(Verb("list", "Names and roles.", [], error, async (tokens, _) =>
        {
            foreach (var (known, itsRole, created) in tokens.List())
                await output.WriteLineAsync($"{known,-24} {itsRole,-14} {created:u}").ConfigureAwait(false);
        }));
        token.Subcommands.Add(Verb("remove", "Ends a token.", [name], error, (tokens, parsed) =>
            tokens.Remove(parsed.GetValue(name)!)
                ? output.WriteLineAsync($"Token {parsed.GetValue(name)} is removed.")
                : throw new TokenException($"There is no token {parsed.GetValue(name)}; vio api token list shows those that there are.")));
        return token;
    }

    private static Command Verb(
        string name, string description, Argument[] arguments, TextWriter error, Func<TokenFile, ParseResult, Task> run)
    {
        var command = new Command(name, description);
        Array.ForEach(arguments, command.Arguments.Add);
        command.Options.Add(Data);
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                var file = Path.Combine(parsed.GetValue(Data)!, "management", "tokens.json");
                if (!File.Exists(file))
                    throw new TokenException($"{file} does not exist: start the node once, or give its folder with --data.");
                await run(new TokenFile(file, TimeProvider.System), parsed).ConfigureAwait(false);
                return 0;
            }
            catch (Exception cause) when (cause is TokenException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
                return 1;
            }
        });
        return command;
    }
}
