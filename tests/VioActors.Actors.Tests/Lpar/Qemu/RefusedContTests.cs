using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Machines;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar.Qemu;

/// <summary>A QEMU that refuses to let its machine go on is told again; the machine can be frozen meanwhile. Both are played.</summary>
public sealed class RefusedContTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId Client = new(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("vioactors-cont-").FullName;
    private volatile bool _mayGoOn;
    private volatile int _refusals;

    public RefusedContTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task AMachineThatIsNotLetGoOn_IsToldAgain_AndCanBeFrozenMeanwhile()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var machine = Make(stopped);
        using var ending = new CancellationTokenSource();
        var monitor = PlayMonitorAsync(ending.Token);
        var activation = machine.Ask<MachineReport>(new ActivateMachine(Client));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (_refusals == 0)
            await polls.WaitForNextTickAsync();
        while (_refusals < 3)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(2));
            await polls.WaitForNextTickAsync();
        }

        // It stands still already: nothing follows from QEMU that could say so.
        var running = await Sys.ActorSelection(machine.Path / "*").ResolveOne(Limit);
        running.Tell(StopDispatch.Instance);
        await stopped.Task.WaitAsync(Limit);

        _mayGoOn = true;
        running.Tell(ResumeDispatch.Instance);
        Assert.Equal(MachineState.Running, (await activation).State);
        await ending.CancelAsync();
        await monitor.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    private IActorRef Make(TaskCompletionSource stopped)
    {
        var program = Path.Combine(_folder, "qemu");
        File.WriteAllText(program, $"#!/bin/sh\ntouch {_folder}/started\nexec sleep 600\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var settings = new QemuSettings(program, QemuAcceleration.Tcg, [], _folder, 0, Limit, TimeSpan.FromDays(10));
        var environment = new MachineEnvironment(settings, "127.0.0.1:1", name => name, TimeProvider.System);
        var phyp = Sys.ActorOf(Props.Create(() => new Phyp(stopped)));
        var definition = new QemuMachine(Client, 64, 1, "", "", "", [], []);
        return Sys.ActorOf(Props.Create(() => new QemuLparActor(definition, "vm", phyp, environment)));
    }

    /// <summary>Its machine waits for the first <c>cont</c>; each is refused until the test says otherwise.</summary>
    private async Task PlayMonitorAsync(CancellationToken ending)
    {
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!File.Exists(Path.Combine(_folder, "started")))
            await polls.WaitForNextTickAsync(ending);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, $"lpar-{Client}", "qmp")));
        listener.Listen();
        using var monitor = await listener.AcceptAsync(ending);
        await using var stream = new NetworkStream(monitor);
        await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"QMP\": {}}\n"), ending);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(ending) is { } line)
        {
            using var command = JsonDocument.Parse(line);
            var id = command.RootElement.GetProperty("id").GetInt64();
            var name = command.RootElement.GetProperty("execute").GetString();
            var isRefused = name == "cont" && !_mayGoOn;
            var answer = isRefused ? $"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"not now\"}}, \"id\": {id}}}\n"
                : name == "cont" ? $"{{\"event\": \"RESUME\"}}\n{{\"return\": {{}}, \"id\": {id}}}\n"
                : name == "query-status" ? $"{{\"return\": {{\"status\": \"prelaunch\"}}, \"id\": {id}}}\n"
                : $"{{\"return\": {{}}, \"id\": {id}}}\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), ending);
            if (isRefused)
                Interlocked.Increment(ref _refusals);
        }
    }

    private sealed class Phyp : ReceiveActor
    {
        public Phyp(TaskCompletionSource stopped)
        {
            Receive<FindMachinePath>(_ => Sender.Tell(new MachinePathFound("127.0.0.1:1", 1, [0], "")));
            Receive<GetProfiles>(_ => Sender.Tell(new ProfilesReply([])));
            Receive<GetDispatchReport>(_ => Sender.Tell(new DispatchReport(
                [new PartitionDispatch(Client, DispatchState.Running, null, ViosEventKind.Unspecified, "", null, 0, 0)])));
            Receive<DispatchStopped>(_ => stopped.TrySetResult());
            ReceiveAny(_ => { });
        }
    }
}
