using Akka.Actor;

namespace Akka.Tests.Actor;

public sealed class AskSpec : EngineSpec
{
    [Fact]
    public async Task A_reply_of_the_asked_type_completes_the_task() =>
        Assert.Equal("echo hello", await Echo().Ask<string>("hello", Patience));

    [Fact]
    public async Task A_reply_of_another_type_fails_the_task() =>
        Assert.Contains("Int32", (await Assert.ThrowsAsync<ArgumentException>(() => Echo().Ask<int>("hello",
            Patience))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_failure_status_fails_the_task_with_its_cause() =>
        await Assert.ThrowsAsync<ArithmeticException>(() => Echo().Ask<string>(new Status.Failure(new ArithmeticException()), Patience));

    [Fact]
    public async Task An_object_ask_gets_the_failure_status_itself() =>
        Assert.IsType<Status.Failure>(await Echo().Ask(new Status.Failure(new ArithmeticException()), Patience));

    [Fact]
    public async Task Without_a_reply_in_time_the_ask_fails()
    {
        var pending = Echo().Ask<string>("silence", TimeSpan.FromSeconds(3));
        Time.Advance(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<AskTimeoutException>(() => pending.WaitAsync(Patience));
    }

    [Fact]
    public async Task Cancellation_ends_the_ask()
    {
        using var source = new CancellationTokenSource();
        var pending = Echo().Ask<string>("silence", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Echo().Ask<string>("x", source.Token));
    }

    [Fact]
    public async Task The_reply_address_has_a_path_while_the_ask_is_open()
    {
        var holder = CreateProbe();
        var pending = holder.Ref.Ask<string>("question", Patience);
        await holder.Expect("question");
        var path = holder.LastSender.Path.ToSerializationFormat();
        Assert.StartsWith("akka://spec/temp/$", path, StringComparison.Ordinal);
        var provider = ((ExtendedActorSystem)Sys).Provider;
        provider.ResolveActorRef(path).Tell("answer", ActorRefs.NoSender);
        Assert.Equal("answer", await pending);
        Assert.IsType<EmptyLocalActorRef>(provider.ResolveActorRef(path), exactMatch: false);
    }

    [Fact]
    public async Task The_first_answer_counts_and_the_second_is_a_dead_letter()
    {
        var letters = CreateProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(Akka.Event.DeadLetter));
        var holder = CreateProbe();
        var pending = holder.Ref.Ask<string>("question", Patience);
        await holder.Expect("question");
        holder.LastSender.Tell("first", ActorRefs.NoSender);
        holder.LastSender.Tell("second", ActorRefs.NoSender);
        Assert.Equal("first", await pending);
        Assert.Equal("second", (await letters.Expect<Akka.Event.DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_message_factory_gets_the_reply_address() =>
        Assert.Equal("for you", await CreateForwarder().Ask<string>(replyTo => replyTo, Patience, CancellationToken.None));

    [Fact]
    public async Task PipeTo_delivers_results_and_failures()
    {
        var probe = CreateProbe();
        await Task.FromResult("value").PipeTo(probe.Ref);
        await Task.FromResult(21).PipeTo(probe.Ref, success: number => number * 2);
        await Task.FromException<int>(new ArithmeticException()).PipeTo(probe.Ref);
        await Task.FromException(new ArithmeticException("x")).PipeTo(probe.Ref, failure: error => error.Message);
        await Task.CompletedTask.PipeTo(probe.Ref, success: () => "done");
        await probe.Expect("value", 42);
        Assert.IsType<ArithmeticException>((await probe.Expect<Status.Failure>()).Cause);
        await probe.Expect("x", "done");
    }

    private IActorRef Echo() => Sys.ActorOf(Props.Create<EchoActor>());

    private IActorRef CreateForwarder() => Sys.ActorOf(Props.Create<ReplyToActor>());

    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor()
        {
            Receive<string>(text => text == "silence", _ => { });
            Receive<string>(text => Sender.Tell("echo " + text));
            Receive<Status.Failure>(failure => Sender.Tell(failure));
        }
    }

    private sealed class ReplyToActor : ReceiveActor
    {
        public ReplyToActor()
        {
            Receive<IActorRef>(replyTo => replyTo.Tell("for you"));
        }
    }
}
