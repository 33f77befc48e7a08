using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Tests.Event;

public sealed class LoggingSpec : Akka.TestKit.Xunit2.TestKit
{
    public LoggingSpec()
        : base("""
            akka {
              loglevel = INFO
              test.single-expect-default = 60s
              loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit", "Akka.Tests.Event.LoggingSpec+Recorder, Akka.Tests"]
              log-dead-letters = 2
              log-dead-letters-suspend-duration = infinite
              actor.debug.unhandled = on
            }
            """)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Recorded));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{0} and {1}", "7 and x")]
    [InlineData("{1} before {0}", "x before 7")]
    [InlineData("{Count} of {Name}, {Count} again", "7 of x, 7 again")]
    [InlineData("{@Count}/{$Name}", "7/x")]
    [InlineData("[{0,4:D2}]", "[  07]")]
    [InlineData("{Count:D3}", "007")]
    [InlineData("{{0}} {0}", "{0} 7")]
    [InlineData("{5} {Third} {Fourth} {Fifth}", "{5} 7 x {Fifth}")]
    [InlineData("open { and } close {", "open 7 close {")]
    [InlineData("{0", "{0")]
    [InlineData("{", "{")]
    [InlineData("}", "}")]
    [InlineData("{}", "{}")]
    [InlineData("", "")]
    public void Templates_are_rendered_and_never_throw(string template, string expected)
    {
        var text = DefaultLogMessageFormatter.Instance.Format(template, 7, "x");

        Assert.Equal(expected, text);
    }

    [Fact]
    public void An_argument_whose_text_cannot_be_made_does_not_take_the_actor_down()
    {
        var text = DefaultLogMessageFormatter.Instance.Format("value {0} and {1}", new Unprintable(), null);

        Assert.Equal("value [Unprintable cannot be printed: no text] and null", text);
    }

    [Fact]
    public void The_logger_of_an_actor_names_its_path_and_class()
    {
        var actor = ActorOf(Props.Create(() => new Talking()), "talking");

        actor.Tell("hello");

        var entry = ExpectEntry("says hello");
        Assert.Equal((actor.Path.ToString(), typeof(Talking)), (entry.LogSource, entry.LogClass));
        Assert.Equal(LogLevel.InfoLevel, entry.LogLevel());
    }

    [Fact]
    public void Entries_below_the_level_are_not_made()
    {
        var log = Logging.GetLogger(Sys, "source");

        log.Debug("nothing {0}", new Unprintable());
        log.Info("something");

        Assert.False(log.IsDebugEnabled);
        Assert.True(log.IsInfoEnabled && log.IsWarningEnabled && log.IsErrorEnabled);
        Assert.StartsWith("source(akka://", ExpectEntry("something").LogSource);
    }

    [Fact]
    public void The_level_can_be_changed_while_the_system_runs()
    {
        Sys.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        Sys.Log.Warning("not this");
        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);
        Sys.Log.Debug("but this");

        Assert.Equal("but this", FishForMessage<Recorded>(r => r.Entry.Message is "but this" or "not this").Entry.Message);
    }

    [Fact]
    public void An_exception_is_printed_below_the_line()
    {
        Sys.Log.Error(new InvalidOperationException("cause"), "failed at {Lba}", 12);

        var entry = ExpectEntry("failed at 12");
        Assert.Matches(@"^\[ERROR\]\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{3}Z\]\[Thread \d{4}\]\[.*\] failed at 12", entry.ToString());
        Assert.Contains("Cause: System.InvalidOperationException: cause", entry.ToString());
    }

    [Theory]
    [InlineData("debug", LogLevel.DebugLevel)]
    [InlineData("INFO", LogLevel.InfoLevel)]
    [InlineData("Warning", LogLevel.WarningLevel)]
    [InlineData("ERROR", LogLevel.ErrorLevel)]
    public void Levels_have_names(string name, LogLevel level)
    {
        Assert.Equal(level, Logging.LogLevelFor(name));
        Assert.Equal(name.ToUpperInvariant(), level.StringFor());
    }

    [Theory]
    [InlineData("loud")]
    [InlineData("")]
    [InlineData(null)]
    public void A_level_that_does_not_exist_is_refused(string? name)
    {
        Assert.Throws<ArgumentException>(() => Logging.LogLevelFor(name!));
    }

    [Fact]
    public void Off_is_above_every_level()
    {
        Assert.True(Logging.LogLevelFor("OFF") > LogLevel.ErrorLevel);
    }

    [Fact]
    public void A_logger_that_does_not_exist_is_refused_by_name()
    {
        var error = Assert.Throws<ConfigurationException>(
            () => ActorSystem.Create("bad", ConfigurationFactory.ParseString("akka.loggers = [\"No.Such.Logger, Nowhere\"]")));

        Assert.Contains("No.Such.Logger", error.Message);
    }

    [Fact]
    public void Dead_letters_are_logged_up_to_the_limit()
    {
        var gone = ActorOf(Props.Empty, "gone");
        Watch(gone);
        Sys.Stop(gone);
        ExpectTerminated(gone);
        var all = CreateTestProbe();
        Sys.EventStream.Subscribe(all, typeof(DeadLetter));

        for (var i = 0; i < 4; i++)
            gone.Tell(i);
        all.ReceiveN(4);
        Sys.Log.Info("the end");

        var entries = new List<LogEvent>();
        FishForMessage<Recorded>(recorded =>
        {
            entries.Add(recorded.Entry);
            return recorded.Entry.Message is "the end";
        });
        AwaitAssert(() =>
        {
            while (TryReceiveOne(out var more, TimeSpan.Zero) && more.Message is Recorded recorded)
                entries.Add(recorded.Entry);
            Assert.Equal(2, entries.Count(entry => entry.LogSource == gone.Path.ToString()));
        });
        Assert.Contains("no more of them", entries.Last(entry => entry.LogSource == gone.Path.ToString()).Message.ToString());
    }

    [Fact]
    public void No_logger_does_nothing()
    {
        NoLogger.Instance.Error("nothing");

        Assert.False(NoLogger.Instance.IsEnabled(LogLevel.ErrorLevel));
    }

    [Fact]
    public void A_source_is_told_apart_by_what_it_is()
    {
        Assert.Equal(TestActor.Path.ToString(), LogSource.Create(TestActor).Source);
        Assert.Equal("text", LogSource.Create("text").Source);
        Assert.Equal($"text({Sys})", LogSource.Create("text", Sys).Source);
        Assert.Equal(nameof(LoggingSpec), LogSource.Create(this).Source);
        Assert.Equal(typeof(int), LogSource.Create("text", typeof(int)).Type);
    }

    private LogEvent ExpectEntry(string text) => FishForMessage<Recorded>(recorded => recorded.Entry.Message.ToString() == text).Entry;

    public sealed class Recorder : ReceiveActor
    {
        public Recorder()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(entry => Context.System.EventStream.Publish(new Recorded(entry)));
        }
    }

    public sealed record Recorded(LogEvent Entry) : INoSerializationVerificationNeeded;

    private sealed class Talking : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talking() => Receive<string>(text => _log.Info("says {Text}", text));
    }

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
