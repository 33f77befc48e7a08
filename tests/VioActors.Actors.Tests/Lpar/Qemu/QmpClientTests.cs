using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using VioActors.Actors.Lpar.Qemu.Qmp;

namespace VioActors.Actors.Tests.Lpar.Qemu;

public sealed class QmpClientTests : IDisposable
{
    private const string Greeting = "{\"QMP\": {}}\r\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vio-qmp-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private readonly BlockingCollection<QmpMessage> _heard = [];
    private readonly string _path;

    public QmpClientTests()
    {
        _path = Path.Combine(_folder.FullName, "qmp");
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _limit.Dispose();
        _heard.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task ItNegotiates_SendsCommands_AndHearsEventsInOrderUntilTheEnd()
    {
        var connecting = QmpClient.ConnectAsync(_path, _heard.Add, _limit.Token);
        using var monitor = await _listener.AcceptAsync(_limit.Token);
        await SayAsync(monitor, Greeting);
        Assert.Contains("qmp_capabilities", await HearAsync(monitor), StringComparison.Ordinal);
        await SayAsync(monitor, "{\"event\": \"NICE\"}\n{\"return\": {}, \"id\": 0}\n");
        using var client = await connecting;

        Assert.True(client.TrySend(5, "stop"));
        Assert.Equal("{\"execute\":\"stop\",\"id\":5}\n", await HearAsync(monitor));
        await SayAsync(monitor, "{\"event\": \"ST");
        await SayAsync(monitor, "OP\"}\n{\"return\": {}, \"id\": 5}\n");
        monitor.Close();

        Assert.Equal(new QmpMessage.Event("STOP", null), _heard.Take(_limit.Token));
        Assert.Equal(new QmpMessage.Answer(5, null, null), _heard.Take(_limit.Token));
        Assert.IsType<QmpMessage.Closed>(_heard.Take(_limit.Token));
    }

    [Theory]
    [Trait("Req", "NPV-12")]
    [InlineData("hello\n", "")]
    [InlineData("{\"return\": {}}\n", "")]
    [InlineData(Greeting, "{\"error\": {\"desc\": \"no\"}, \"id\": 0}\n")]
    [InlineData(Greeting, "nonsense\n")]
    public async Task WhoDoesNotSpeakTheProtocol_IsRefused(string first, string second)
    {
        var connecting = QmpClient.ConnectAsync(_path, _heard.Add, _limit.Token);
        using var monitor = await _listener.AcceptAsync(_limit.Token);
        await SayAsync(monitor, first + second);

        await Assert.ThrowsAsync<QmpException>(() => connecting);
        Assert.Empty(_heard);
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task AnEndlessLine_EndsTheConnection()
    {
        var connecting = QmpClient.ConnectAsync(_path, _heard.Add, _limit.Token);
        using var monitor = await _listener.AcceptAsync(_limit.Token);
        await SayAsync(monitor, Greeting + "{\"return\": {}, \"id\": 0}\n");
        using var client = await connecting;
        var flood = SayAsync(monitor, new string('x', 2 * QmpClient.LineBytesMax));

        var closed = Assert.IsType<QmpMessage.Closed>(_heard.Take(_limit.Token));

        Assert.Contains("longer than", closed.Reason, StringComparison.Ordinal);
        monitor.Close();
        await Task.WhenAny(flood);
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task AMonitorThatTakesNothing_IsNotQueuedForWithoutEnd()
    {
        var connecting = QmpClient.ConnectAsync(_path, _heard.Add, _limit.Token);
        using var monitor = await _listener.AcceptAsync(_limit.Token);
        await SayAsync(monitor, Greeting + "{\"return\": {}, \"id\": 0}\n");
        using var client = await connecting;
        var command = new string('a', 64 * 1024);

        var taken = 0;
        while (client.TrySend(taken, command))
            Assert.True(++taken < 10_000);
    }

    private async Task SayAsync(Socket monitor, string text)
    {
        for (ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text); bytes.Length > 0;)
            bytes = bytes[await monitor.SendAsync(bytes, _limit.Token)..];
    }

    private async Task<string> HearAsync(Socket monitor)
    {
        var bytes = new byte[4096];
        return Encoding.UTF8.GetString(bytes, 0, await monitor.ReceiveAsync(bytes, _limit.Token));
    }
}
