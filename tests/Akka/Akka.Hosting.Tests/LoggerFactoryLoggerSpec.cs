using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using MsLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Akka.Hosting.Tests;

/// <summary>What is logged in an actor system arrives at a provider of Microsoft.Extensions.Logging.</summary>
public sealed class LoggerFactoryLoggerSpec : IAsyncLifetime, ILoggerProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>();
    private ILoggerFactory _factory = null!;
    private ActorSystem _system = null!;

    public Task InitializeAsync()
    {
        _factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(MsLevel.Trace).AddProvider(this));
        _system = Create(new LoggerFactorySetup(_factory));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _system.Terminate().WaitAsync(Limit);
        _factory.Dispose();
    }

    [Theory]
    [InlineData(Event.LogLevel.DebugLevel, MsLevel.Debug)]
    [InlineData(Event.LogLevel.InfoLevel, MsLevel.Information)]
    [InlineData(Event.LogLevel.WarningLevel, MsLevel.Warning)]
    [InlineData(Event.LogLevel.ErrorLevel, MsLevel.Error)]
    public async Task Levels_and_texts_arrive(Event.LogLevel level, MsLevel expected)
    {
        _system.Log.Log(level, "level {0}", [level]);

        var entry = await UntilAsync($"level {level}");

        Assert.Equal(expected, entry.Level);
        Assert.Null(entry.Cause);
    }

    [Fact]
    public async Task The_category_is_the_class_and_the_source_is_the_actor()
    {
        var actor = _system.ActorOf(Props.Create(() => new Talking()), "talking");
        actor.Tell("hello");

        var entry = await UntilAsync("says hello with 3");

        Assert.Equal(typeof(Talking).FullName!.Replace('+', '.'), entry.Category);
        Assert.Equal(actor.Path.ToString(), entry.Values["LogSource"]);
        Assert.Equal("hello", entry.Values["What"]);
        Assert.Equal(3, entry.Values["Count"]);
        Assert.Equal("says {What} with {Count:D1}", entry.Values["{OriginalFormat}"]);
    }

    [Fact]
    public async Task A_cause_is_passed_on()
    {
        _system.Log.Error(new IOException("cut"), "failed: {1} {0}", "a", "b");

        var entry = await UntilAsync("failed: b a");

        Assert.Equal("cut", Assert.IsType<IOException>(entry.Cause).Message);
        Assert.Equal(("a", "b"), (entry.Values["0"], entry.Values["1"]));
    }

    [Fact]
    public async Task A_provider_that_throws_loses_one_entry()
    {
        _system.Log.Info("throw");
        _system.Log.Info("after");

        await UntilAsync("after");
    }

    [Fact]
    public async Task What_nobody_handles_and_what_fails_is_logged()
    {
        var actor = _system.ActorOf(Props.Create(() => new Talking()));
        actor.Tell(1);

        Assert.IsType<InvalidOperationException>((await UntilAsync("no number")).Cause);
    }

    [Fact]
    public async Task Without_a_factory_the_system_says_so_and_goes_on()
    {
        var system = Create();

        Assert.Equal("pong", await system.ActorOf(Props.Create(() => new Talking())).Ask<string>("ping", Limit));
        await system.Terminate().WaitAsync(Limit);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Recording(categoryName, _entries.Writer);

    void IDisposable.Dispose()
    {
    }

    private static ActorSystem Create(params Setup[] setups) => ActorSystem.Create("logging", ActorSystemSetup.Create(
    [
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            """
            akka {
              loglevel = DEBUG
              stdout-loglevel = OFF
              logger-startup-timeout = 60s
              loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]
            }
            """)),
        .. setups,
    ]));

    private async Task<Entry> UntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var entry = await _entries.Reader.ReadAsync(limit.Token);
            if (entry.Text.EndsWith(text, StringComparison.Ordinal))
                return entry;
        }
    }

    private sealed record Entry(string Category, MsLevel Level, string Text, Exception? Cause, Dictionary<string, object?> Values);

    private sealed class Recording(string category, ChannelWriter<Entry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(MsLevel logLevel) => true;

        public void Log<TState>(
            MsLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (text.EndsWith("] throw", StringComparison.Ordinal))
                throw new InvalidOperationException("provider");
            var values = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => pair.Value);
            entries.TryWrite(new Entry(category, logLevel, text, exception, values));
        }
    }

    private sealed class Talking : ReceiveActor
    {
        public Talking()
        {
            var log = Context.GetLogger();
            Receive<string>(text => text == "ping", _ => Sender.Tell("pong"));
            Receive<string>(text => log.Info("says {What} with {Count:D1}", text, 3));
            Receive<int>(_ => throw new InvalidOperationException("no number"));
        }
    }
}
