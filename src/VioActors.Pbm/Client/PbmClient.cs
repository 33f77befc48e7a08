using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>
/// A connection to a command host, for programs and for the shell. Several commands may run at once. Thread-safe; a lost connection is
/// not made
/// again: connect anew.
/// </summary>
public sealed class PbmClient : IAsyncDisposable
{
    private const int OutboxFramesMax = 256;

    /// <summary>Pings without an answer after which the host counts as gone; TCP itself would take many minutes to find out.</summary>
    private const int UnansweredPingsMax = 3;

    private readonly Channel<byte[]> _outbox =
        Channel.CreateBounded<byte[]>(new BoundedChannelOptions(OutboxFramesMax) { SingleReader = true });
    private readonly ConcurrentDictionary<uint, PbmExecution> _running = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NetworkStream _stream;
    private readonly Task _work;
    private volatile bool _isDelivering;
    private int _unansweredPings;
    private uint _lastId;

    private PbmClient(PbmHandshake handshake, PbmClientOptions options)
    {
        _stream = handshake.Stream;
        Server = handshake.Server;
        Remote = handshake.Remote;
        WirePalettes = handshake.Palettes;
        Palettes = [.. handshake.Palettes.Select(ToPalette)];
        _work = WorkAsync(options);
    }

    /// <summary>The name of the actor system that answers.</summary>
    public string Server { get; }

    public IPEndPoint Remote { get; }

    /// <summary>The commands that the host has for this connection, in its order.</summary>
    public IReadOnlyList<PbmPalette> Palettes { get; }

    /// <summary>Completes when the connection has ended, with the host's reason, empty when it gave none.</summary>
    public Task<string> Closed => _closed.Task;

    internal IReadOnlyList<WirePalette> WirePalettes { get; }

    /// <exception cref="PbmConnectException">There is no host at the address, or it refused the client.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<PbmClient> ConnectAsync(
        PbmAddress address, PbmClientOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= PbmClientOptions.Default;
        return new PbmClient(await PbmHandshake.RunAsync(address, options, cancellation).ConfigureAwait(false), options);
    }

    /// <summary>Runs a command line as typed, such as <c>msg write -m "two words"</c>. A line that cannot be cut into words fails at
    /// once.</summary>
    public PbmExecution ExecuteTextCommand(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return CommandLine.TrySplit(line, out var problem) is { } tokens ? Execute(tokens) : PbmExecution.Refused(problem);
    }

    /// <summary>Runs a command line that is cut into words already.</summary>
    public PbmExecution ExecuteWords(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Execute(CommandLine.FromWords(words));
    }

    /// <summary>Runs a command line as <c>pbm</c> does with one: <c>help</c> is answered from what the host announced.</summary>
    public PbmExecution ExecuteLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (CommandLine.TrySplit(line, out _)?.ToArray() is not [{ Text: "help" }, .. var words])
        {
            return ExecuteTextCommand(line);
        }

        var help = PbmHelp.Find(WirePalettes, [.. words.Select(word => word.Text)], out var problem);
        return help is null ? PbmExecution.Refused(problem) : PbmExecution.Answered(help);
    }

    /// <summary>The line as it may be kept: <see cref="KeptLine"/>.</summary>
    public string Describe(string line) => KeptLine.Of(line, WirePalettes);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    internal PbmExecution Execute(IReadOnlyList<CommandToken> tokens)
    {
        var execution = new PbmExecution(Interlocked.Increment(ref _lastId), Cancel, e => _running.TryRemove(e.Id, out _));
        if (tokens.Count > WireLimits.TokensMax)
        {
            return PbmExecution.Refused($"The command has {tokens.Count} words, {WireLimits.TokensMax} are allowed.");
        }

        byte[] frame;
        try
        {
            frame = FrameCodec.Encode(new ExecuteFrame(execution.Id, tokens));
        }
        catch (ArgumentException)
        {
            return PbmExecution.Refused($"The command is longer than {WireLimits.RequestBytesMax} bytes.");
        }

        _running[execution.Id] = execution;
        if (_closed.Task.IsCompleted || !_outbox.Writer.TryWrite(frame))
        {
            execution.ConnectionLost();
        }

        return execution;
    }

    private static PbmPalette ToPalette(WirePalette palette) => new(palette.Module, [.. palette.Commands.Select(c => new PbmCommand(
        c.Name,
        c.Description,
        UsageText.Line(palette.Module, c),
        [.. c.Arguments.Select(a => new PbmArgument(a.Name, a.Description, a.IsMandatory, a.Switches, a.DefaultValues))]))]);

    private void Cancel(PbmExecution execution)
    {
        if (_running.ContainsKey(execution.Id))
        {
            _outbox.Writer.TryWrite(FrameCodec.Encode(new CancelFrame(execution.Id)));
        }
    }

    /// <summary>Reads, writes and pings until the first of them ends; then the others end as well, and so does every running
    /// command.</summary>
    private async Task WorkAsync(PbmClientOptions options)
    {
        var reading = ReadAsync();
        var parts = new[] { reading, WriteAsync(), PingAsync(options) };
        await Task.WhenAny(parts).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        _outbox.Writer.TryComplete();
        await _stream.DisposeAsync().ConfigureAwait(false);
        _closed.TrySetResult("");
        foreach (var execution in _running.Values)
        {
            execution.ConnectionLost();
        }

        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await FrameStream.ReadAsync(_stream, WireLimits.ReplyBytesMax, _closing.Token).ConfigureAwait(false) is { } frame)
            {
                Interlocked.Exchange(ref _unansweredPings, 0);
                switch (frame)
                {
                    case OutputFrame output when _running.TryGetValue(output.Id, out var execution):
                        _isDelivering = true;
                        await execution.AcceptAsync(output).ConfigureAwait(false);
                        _isDelivering = false;
                        break;
                    case GoodbyeFrame goodbye:
                        _closed.TrySetResult(goodbye.Reason);
                        return;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            _closed.TrySetResult(broken.Message);
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var frame in _outbox.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
        {
            await _stream.WriteAsync(frame, _closing.Token).ConfigureAwait(false);
        }
    }

    private async Task PingAsync(PbmClientOptions options)
    {
        using var timer = new PeriodicTimer(options.PingInterval, options.Time);
        while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
        {
            // While a reader of output holds up the connection, answers wait behind it and say nothing about the host.
            if (!_isDelivering && Interlocked.Increment(ref _unansweredPings) > UnansweredPingsMax)
            {
                _closed.TrySetResult("The host does not answer any more.");
                return;
            }

            _outbox.Writer.TryWrite(FrameCodec.Encode(new PingFrame()));
        }
    }
}
