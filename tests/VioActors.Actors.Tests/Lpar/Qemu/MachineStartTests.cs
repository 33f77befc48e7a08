using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Phyp.Machines;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Lpar.Qemu;

/// <summary>
/// A machine that is starting ends in running or with a reason, whatever its QEMU and its hypervisor, both played here, do.
/// </summary>
public sealed class MachineStartTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId Client = new(5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>What it waits for and does not get was asked for.</summary>
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>To the hypervisor.</summary>
    private readonly ConcurrentQueue<object> _told = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("vioactors-start-").FullName;

    public MachineStartTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
    }

    [Theory]
    [InlineData(false, false, "its monitor does not say how it is")]
    [InlineData(true, false, "the hypervisor does not say whether it may run")]
    [InlineData(true, true, "its processors do not begin")]
    [Trait("Req", "NPV-12")]
    public async Task OneThatHangs_IsEnded_AndSaysWhereItHung(bool saysStatus, bool mayRun, string reason)
    {
        var machine = Make(mayRun);
        using var monitor = Listen(saysStatus);
        var activation = machine.Ask<Rejected>(new ActivateMachine(Client));
        await _hung.Task.WaitAsync(Limit);

        // It hangs there, and time passes.
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!activation.IsCompleted)
        {
            ((TestScheduler)Sys.Scheduler).Advance(Limit);
            await polls.WaitForNextTickAsync();
        }

        Assert.Contains(reason, (await activation).Reason, StringComparison.Ordinal);
        var report = await machine.Ask<MachineReport>(new GetMachineReport(Client));
        Assert.Equal((MachineState.NotActivated, null), (report.State, report.ProcessId));
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task OneThatWasActive_AndDoesNotStart_IsStartedAgain_AfterEverLongerPauses_AndStaysActivated()
    {
        var machine = Make(mayRun: true, starts: "test -e fine || { echo its disk is away >&2; exit 3; }");
        machine.Tell(new AdoptMachine(IsToRun: true));
        for (var pause = 1; pause <= 4; pause *= 2)
        {
            var report = await Eventually.ReachAsync(
                "it says that it did not start", () => machine.Ask<MachineReport>(new GetMachineReport(Client)),
                report => report.Detail.Contains($"after {pause} s", StringComparison.Ordinal));
            Assert.Equal(MachineState.NotActivated, report.State);
            Assert.Contains("exit code 3", report.Detail, StringComparison.Ordinal);
            if (pause == 4)
                await File.WriteAllTextAsync(Path.Combine(_folder, "fine"), "");
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(pause));
        }

        using var monitor = Listen(saysStatus: true);
        await _hung.Task.WaitAsync(Limit);
        Assert.DoesNotContain(_told, message => message is NoteDeactivated);
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public async Task OneThatCannotBeTakenOver_IsEnded_AndStartedAgain()
    {
        var machine = Make(mayRun: true);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"lpar-{Client}")).FullName;
        var pid = Path.Combine(folder, "pid");
        await File.WriteAllTextAsync(pid, "");
        using var former = Process.Start("tail", ["-f", pid]);
        await File.WriteAllTextAsync(pid, former.Id.ToString(CultureInfo.InvariantCulture));
        await Eventually.ReachAsync(
            "its program runs", () => File.ReadAllTextAsync($"/proc/{former.Id}/cmdline"),
            line => line.Contains(pid, StringComparison.Ordinal));
        using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "qmp")));
            listener.Listen();
            machine.Tell(new AdoptMachine(IsToRun: true));
            using var stranger = await listener.AcceptAsync().WaitAsync(Limit);
            await stranger.SendAsync(Encoding.UTF8.GetBytes("no monitor\n"));
            await former.WaitForExitAsync().WaitAsync(Limit);
        }

        await Eventually.ReachAsync(
            "it says that it was not taken over", () => machine.Ask<MachineReport>(new GetMachineReport(Client)),
            report => report.Detail.Contains("its monitor does not answer", StringComparison.Ordinal));
        using var monitor = Listen(saysStatus: true);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        await _hung.Task.WaitAsync(Limit);
        Assert.DoesNotContain(_told, message => message is NoteDeactivated);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="starts">What its QEMU does before it has started.</param>
    private IActorRef Make(bool mayRun, string starts = "true")
    {
        var program = Path.Combine(_folder, "qemu");
        File.WriteAllText(program, $"#!/bin/sh\ncd {_folder}\n{starts}\ntouch started\nexec sleep 600\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var settings = new QemuSettings(program, QemuAcceleration.Tcg, [], _folder, 0, Limit, Limit);
        var environment = new MachineEnvironment(settings, "127.0.0.1:1", name => name, TimeProvider.System);
        var (hung, told) = (_hung, _told);
        var phyp = Sys.ActorOf(Props.Create(() => new Phyp(mayRun, hung, told)));
        var definition = new QemuMachine(Client, 64, 1, "", "", "", [], []);
        return Sys.ActorOf(Props.Create(() => new QemuLparActor(definition, "vm", phyp, environment)));
    }

    /// <summary>The monitor of a QEMU that answers only so much; it is there when the process has begun.</summary>
    private CancellationTokenSource Listen(bool saysStatus)
    {
        var ending = new CancellationTokenSource();
        _ = Task.Run(async () =>
        {
            using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            while (!File.Exists(Path.Combine(_folder, "started")))
                await polls.WaitForNextTickAsync(ending.Token);
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, $"lpar-{Client}", "qmp")));
            listener.Listen();
            using var monitor = await listener.AcceptAsync(ending.Token);
            await using var stream = new NetworkStream(monitor);
            await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"QMP\": {}}\n"), ending.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(ending.Token) is { } line)
            {
                if (line.Contains("qmp_capabilities", StringComparison.Ordinal))
                    await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"return\": {}, \"id\": 0}\n"), ending.Token);
                else if (line.Contains("cont", StringComparison.Ordinal) || !saysStatus)
                    _hung.TrySetResult();
                else if (line.Contains("query-status", StringComparison.Ordinal))
                    await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"return\": {\"status\": \"prelaunch\"}, \"id\": 1}\n"), ending.Token);
            }
        });
        return ending;
    }

    private sealed class Phyp : ReceiveActor
    {
        public Phyp(bool mayRun, TaskCompletionSource hung, ConcurrentQueue<object> told)
        {
            Receive<FindMachinePath>(_ => Sender.Tell(new MachinePathFound("127.0.0.1:1", 1, [0], "")));
            Receive<GetProfiles>(_ => Sender.Tell(new ProfilesReply([])));
            Receive<GetDispatchReport>(_ =>
            {
                if (!mayRun)
                    hung.TrySetResult();
                else
                {
                    Sender.Tell(new DispatchReport([new PartitionDispatch(
                        Client, DispatchState.Running, null, Domain.Phyp.ViosEventKind.Unspecified, "", null, 0, 0)]));
                }
            });
            ReceiveAny(told.Enqueue);
        }
    }
}
