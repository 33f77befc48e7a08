using System.CommandLine;
using System.Text;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Api.Xml;

namespace VioActors.Node.Cli;

/// <summary>
/// <c>vio api</c>: sends requests to the VIOS API of a running node and prints the responses as they are, and keeps the tokens of a data
/// folder. Exit code 0: done; 1: refused; 3: no connection.
/// </summary>
internal static class ApiVerb
{
    private const int Refused = 1;
    private const int NoConnection = 3;

    private static readonly Option<string> Address = new("--url")
    {
        Description = "Address of the API.",
        DefaultValueFactory = _ => "http://127.0.0.1:9120/api/v1",
    };

    private static readonly Option<string> TokenFileOption = new("--token-file")
    {
        Description = "File with the token to use.",
        DefaultValueFactory = _ => Path.Combine("data", "management", "admin-token"),
    };

    public static Command Create(TextReader input, TextWriter output, TextWriter error)
    {
        var api = new Command("api", "The VIOS API of a running node: vio api list lu. Prints XML.");
        var kind = new Argument<VioObjectKind>("object") { Description = "Kind of object; all: every object of the machine." };
        var parent = new Argument<string?>("parent")
        {
            Description = "Only those of this VIOS, pool, client or CEC.",
            DefaultValueFactory = _ => null,
        };
        var id = new Argument<string>("id") { Description = "Id of the object, or its name where only one has it." };
        var file = new Argument<string>("file") { Description = "File with a vioRequest; - for standard input." };
        var after = new Option<string?>("--after") { Description = "Token of the last event seen; none: from now on." };

        api.Subcommands.Add(Sending("list", "Every object of a kind.", [kind, parent], [], parsed =>
            new ListObjects(parsed.GetValue(kind), parsed.GetValue(parent)), output, error));
        api.Subcommands.Add(Sending("show", "One object.", [kind, id], [], parsed =>
            new ShowObject(parsed.GetValue(kind), parsed.GetValue(id)!), output, error));
        api.Subcommands.Add(Sending("events", "Waits up to 30 s for events.", [], [after], parsed =>
            new PollEvents(parsed.GetValue(after), 30, null, []), output, error));
        api.Subcommands.Add(SendVerb(file, input, output, error));
        api.Subcommands.Add(ApiTokenVerb.Create(output, error));
        return api;
    }

    private static Command Sending(
        string name,
        string description,
        Argument[] arguments,
        Option[] options,
        Func<ParseResult, VioOperation> operation,
        TextWriter output,
        TextWriter error)
    {
        var command = WithConnection(new Command(name, description));
        Array.ForEach(arguments, command.Arguments.Add);
        Array.ForEach(options, command.Options.Add);
        command.SetAction((parsed, cancellation) =>
            SendAsync(parsed, new VioRequest(null, operation(parsed)), output, error, cancellation));
        return command;
    }

    private static Command SendVerb(Argument<string> file, TextReader input, TextWriter output, TextWriter error)
    {
        var send = WithConnection(new Command("send", "A vioRequest from a file; it is checked against the schema first."));
        send.Arguments.Add(file);
        send.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!;
            try
            {
                var text = path == "-"
                    ? Encoding.UTF8.GetBytes(await input.ReadToEndAsync(cancellation).ConfigureAwait(false))
                    : await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
                var request = VioXml.ReadRequest(text, XmlLimits.ForRequests);
                return await SendAsync(parsed, request, output, error, cancellation).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is VioXmlException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"{path} cannot be sent: {cause.Message}").ConfigureAwait(false);
                return Refused;
            }
        });
        return send;
    }

    private static Command WithConnection(Command command)
    {
        command.Options.Add(Address);
        command.Options.Add(TokenFileOption);
        return command;
    }

    private static async Task<int> SendAsync(
        ParseResult parsed, VioRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(parsed.GetValue(Address), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            await error.WriteLineAsync(
                $"'{parsed.GetValue(Address)}' is no address of a VIOS API; one is http://127.0.0.1:9120/api/v1.").ConfigureAwait(false);
            return Refused;
        }

        try
        {
            var token = await File.ReadAllTextAsync(parsed.GetValue(TokenFileOption)!, cancellation).ConfigureAwait(false);
            using var client = new VioApiClient(address, token.Trim());
            var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
            await output.WriteLineAsync(Encoding.UTF8.GetString(VioXml.Write(response))).ConfigureAwait(false);
            return response.Exception is null ? 0 : Refused;
        }
        catch (VioConnectException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return NoConnection;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(
                $"The token cannot be read: {cause.Message} Give its file with --token-file; the node prints where it is.")
                .ConfigureAwait(false);
            return Refused;
        }
    }
}
