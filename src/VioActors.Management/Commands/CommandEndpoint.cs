using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Event;
using Microsoft.AspNetCore.Http;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Management.Http;
using VioActors.Management.Requests;
using VioActors.Management.Security;
using VioActors.Management.View;

namespace VioActors.Management.Commands;

/// <summary>
/// The commands of pbm over HTTP (MGT-5), at the node that the request came to: the catalogue, and one command a request, whose output is
/// streamed. For administrators. A command whose caller goes away, or whose node stops, is given up. Thread-safe.
/// </summary>
internal sealed class CommandEndpoint(
    ICommandHost? host, TokenFile tokens, CommandAudit audit, ApiSettings settings, TimeProvider time, ILoggingAdapter log)
{
    /// <summary>Where a command line is posted.</summary>
    public const string CommandPath = ApiServer.RequestPath + "/command";

    /// <summary>Where the catalogue is read.</summary>
    public const string CataloguePath = ApiServer.RequestPath + "/commands";

    private const string ConnectionLost = "connection to host terminated.";
    private const int LostExitCode = 3;

    /// <summary>No page of HTML: only what JSON itself asks for is escaped.</summary>
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CancellationTokenSource _stopping = new();
    private int _open;

    /// <summary>Gives up what runs, so that the node need not wait for it.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Serves the two paths of commands, and leaves every other to <paramref name="others"/>.</summary>
    public RequestDelegate Before(RequestDelegate others) => context =>
        context.Request.Path == CommandPath ? ServeAsync(context, HttpMethods.Post, RunAsync)
        : context.Request.Path == CataloguePath ? ServeAsync(context, HttpMethods.Get, ListAsync)
        : others(context);

    private async Task ServeAsync(HttpContext context, string method, Func<HttpContext, Caller, CancellationToken, Task> serve)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await RefuseAsync(context, await GuardAsync(context, method, serve, either.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception cause) when (
            context.RequestAborted.IsCancellationRequested && cause is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer any more.
        }
    }

    private static Task RefuseAsync(HttpContext context, VioResponse? refusal)
    {
        if (refusal is null)
        {
            return Task.CompletedTask;
        }

        var (status, body) = HttpExchange.Finish(refusal);
        return HttpExchange.WriteAsync(context, status, body);
    }

    /// <summary>Null: answered.</summary>
    private async Task<VioResponse?> GuardAsync(
        HttpContext context, string method, Func<HttpContext, Caller, CancellationToken, Task> serve, CancellationToken cancellation)
    {
        if (!HttpMethods.Equals(context.Request.Method, method))
        {
            return HttpExchange.Refuse(
                VioFaultCode.NotSupported, "There is nothing of that method at this path.", $"{method} {context.Request.Path}.");
        }

        try
        {
            var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
            if (HttpExchange.TokenOf(context) is not { } token || tokens.Find(token) is not { } known)
            {
                return HttpExchange.NotAuthenticated;
            }

            await serve(context, new Caller(known.Name, known.Role, address), cancellation).ConfigureAwait(false);
            return null;
        }
        catch (VioXmlException refused)
        {
            return HttpExchange.Refuse(refused.Code, refused.Message, "Nothing was run.");
        }
        catch (RequestRefusedException refused)
        {
            return VioResponse.Of(refused.ToFault());
        }
        catch (CommandHostException refused)
        {
            return Busy(refused.Message, "Nothing was run.");
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return Busy("The node is stopping.", "Nothing was run. Go on when it is back, or at another node.");
        }
        catch (Exception cause) when (cause is not OperationCanceledException && !context.Response.HasStarted)
        {
            log.Error(cause, "A command could not be begun");
            return HttpExchange.Refuse(VioFaultCode.Internal, Words.Bounded(cause.Message, 1000), "The log of the node says more.");
        }
    }

    private static VioResponse Busy(string text, string action) => HttpExchange.Refuse(VioFaultCode.Busy, text, action);

    private static RequestRefusedException NotAuthorized(Caller caller) => new(
        VioFaultCode.NotAuthorized, null, null,
        $"Token '{caller.Name}' has the role {Words.Of(caller.Role)}; commands need {Words.Of(VioRole.Administrator)}.",
        "Nothing was run. Use a token of that role.");

    /// <summary>Opens a conversation, if there are not too many, and closes it when it has been used.</summary>
    private async Task TalkAsync(Func<ICommandSession, Task> use, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > settings.CommandsMax)
            {
                throw new CommandHostException(settings.CommandsMax == 0
                    ? "No commands are run over the VIOS API here: vio-actors.management.api.commands-max is 0."
                    : $"{settings.CommandsMax} commands are being run here; try again later.");
            }

            var session = await (host ?? throw new CommandHostException("This node has no command host."))
                .OpenAsync(cancellation).ConfigureAwait(false);
            await using var open = session.ConfigureAwait(false);
            await use(session).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private Task ListAsync(HttpContext context, Caller caller, CancellationToken cancellation) => caller.Role < VioRole.Administrator
        ? throw NotAuthorized(caller)
        : TalkAsync(session => ListAsync(context, session, cancellation), cancellation);

    private static async Task ListAsync(HttpContext context, ICommandSession session, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(session.Catalogue, Format);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, cancellation).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, Caller caller, CancellationToken cancellation)
    {
        CommandText.CheckType(context.Request);
        var body = await HttpExchange.ReadBodyAsync(context, settings.RequestTimeout, time, CommandText.BytesMax).ConfigureAwait(false);
        var line = CommandText.Read(body.Span);
        if (caller.Role < VioRole.Administrator)
        {
            // What its words mean is not found out for who may not ask.
            await audit.IntendAsync(caller, "(a command)", "notAuthorized", cancellation).ConfigureAwait(false);
            throw NotAuthorized(caller);
        }

        await TalkAsync(session => RunAsync(context, caller, session, line, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task RunAsync(
        HttpContext context, Caller caller, ICommandSession session, string line, CancellationToken cancellation)
    {
        var kept = session.Describe(line);
        await audit.IntendAsync(caller, kept, "begun", cancellation).ConfigureAwait(false);
        var result = "given up";
        try
        {
            // The caller sees that it runs before it says anything.
            context.Response.ContentType = "application/x-ndjson";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            await foreach (var said in session.RunAsync(line, cancellation).ConfigureAwait(false))
            {
                if (said.ExitCode is { } code)
                {
                    // On record before the caller can know of it.
                    result = $"exit code {code}";
                    await audit.EndAsync(caller, kept, result).ConfigureAwait(false);
                }

                await SayAsync(context, said, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await SayLostAsync(context, $"{ConnectionLost} The node is stopping.").ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            log.Error(cause, "A command of {0} failed", caller.Name);
            result = "internal";
            await SayLostAsync(context, $"{ConnectionLost} {Words.Bounded(cause.Message, 1000)}").ConfigureAwait(false);
        }
        finally
        {
            if (!result.StartsWith("exit", StringComparison.Ordinal))
            {
                await audit.EndAsync(caller, kept, result).ConfigureAwait(false);
            }
        }
    }

    private static async Task SayLostAsync(HttpContext context, string reason)
    {
        await SayAsync(context, new CommandOutput(Error: reason), context.RequestAborted).ConfigureAwait(false);
        await SayAsync(context, new CommandOutput(ExitCode: LostExitCode), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Completes when the connection has taken it: a slow reader holds the command back. One that takes next to nothing is cut
    /// off by the server.</summary>
    private static async Task SayAsync(HttpContext context, CommandOutput said, CancellationToken cancellation)
    {
        var response = context.Response;
        await response.Body.WriteAsync(
            (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(said, Format), (byte)'\n'], cancellation).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
