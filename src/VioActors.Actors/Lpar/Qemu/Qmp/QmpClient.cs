using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace VioActors.Actors.Lpar.Qemu.Qmp;

/// <summary>
/// A connection to the monitor of one QEMU. Thread-safe. Lines are bounded, and so are commands that wait to be sent; what it hears goes to
/// the sink in order, at the end one <see cref="QmpMessage.Closed"/>.
/// </summary>
internal sealed class QmpClient : IDisposable
{
    public const int LineBytesMax = 256 * 1024;

    private const int WaitingCommandsMax = 16;

    private readonly Socket _socket;
    private readonly Action<QmpMessage> _sink;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<byte[]> _commands = Channel.CreateBounded<byte[]>(WaitingCommandsMax);
    private readonly byte[] _buffer = new byte[LineBytesMax];
    private int _begin;
    private int _end;

    private QmpClient(Socket socket, Action<QmpMessage> sink) => (_socket, _sink) = (socket, sink);

    /// <summary>Connects, and leaves the negotiation of capabilities behind.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="QmpException">It is no monitor, or not a willing one.</exception>
    public static async Task<QmpClient> ConnectAsync(string path, Action<QmpMessage> sink, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        QmpClient? client = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            client = new QmpClient(socket, sink);
            if (await client.ReadAsync(cancellation).ConfigureAwait(false) is not QmpMessage.Greeting)
                throw new QmpException("it does not greet");
            await client.WriteAsync(Line(0, "qmp_capabilities"), cancellation).ConfigureAwait(false);
            QmpMessage? answer;
            do
            {
                answer = await client.ReadAsync(cancellation).ConfigureAwait(false);
            }
            while (answer is QmpMessage.Event);
            if (answer is not QmpMessage.Answer { Error: null })
                throw new QmpException("it does not accept commands");
            _ = client.HearAsync();
            _ = client.SendAsync();
            return client;
        }
        catch
        {
            client?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>False when too many commands wait: the machine takes none.</summary>
    public bool TrySend(long id, string command) => _commands.Writer.TryWrite(Line(id, command));

    /// <param name="arguments">A JSON object.</param>
    public bool TrySend(long id, string command, JsonObject arguments) => _commands.Writer.TryWrite(Encoding.UTF8.GetBytes(
        $"{{\"execute\":\"{command}\",\"arguments\":{arguments.ToJsonString()},\"id\":{id}}}\n"));

    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
    }

    private static byte[] Line(long id, string command) => Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\",\"id\":{id}}}\n");

    private async Task HearAsync()
    {
        var reason = "the connection was closed";
        try
        {
            while (await ReadAsync(_closing.Token).ConfigureAwait(false) is { } message)
                _sink(message);
        }
        catch (Exception cause) when (cause is QmpException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            reason = cause.Message;
        }

        Dispose();
        _sink(new QmpMessage.Closed(reason));
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var line in _commands.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
                await WriteAsync(line, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever hears has told why.
            Dispose();
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false)..];
    }

    /// <summary>The next message; null when the other side closed.</summary>
    private async ValueTask<QmpMessage?> ReadAsync(CancellationToken cancellation)
    {
        for (var searched = _begin; ;)
        {
            var newline = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsMemory(_begin, searched + newline - _begin);
                _begin = searched + newline + 1;
                return QmpMessage.Parse(line);
            }

            if (_begin > 0)
            {
                _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
                (_begin, _end) = (0, _end - _begin);
            }

            searched = _end;
            if (_end == _buffer.Length)
                throw new QmpException($"a line is longer than {LineBytesMax} bytes");
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellation).ConfigureAwait(false);
            if (count == 0)
                return null;
            _end += count;
        }
    }
}
