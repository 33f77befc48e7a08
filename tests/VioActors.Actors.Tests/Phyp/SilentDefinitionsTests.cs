using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>What a hypervisor does with definitions, played here, that are silent, or change while they are read.</summary>
public sealed class SilentDefinitionsTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PartitionId Client = new(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("vioactors-silent-").FullName;

    public SilentDefinitionsTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
    }

    [Fact]
    [Trait("Req", "NPV-11")]
    public void AHypervisorWhoseDefinitionsAreSilent_AsksAgain()
    {
        var definitions = Props.Create(() => new Definitions(2));
        var phyp = Sys.ActorOf(Props.Create(() => new PhypActor(definitions, PhypSettings.Default, TimeProvider.System)));
        phyp.Tell(new GetPartitions(), TestActor);
        AwaitCondition(() =>
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            return ReceiveOne(TimeSpan.FromMilliseconds(50)) is PartitionsReply;
        });
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public void AMachineWhosePartitionIsNotRead_DoesNotBreakItsCec()
    {
        var settings = new QemuSettings(
            "qemu", QemuAcceleration.Tcg, [], _folder, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var machines = new MachineEnvironment(settings, "127.0.0.1:1", name => name, TimeProvider.System);
        var definitions = Props.Create(() => new Definitions(0));
        var cec = Sys.ActorOf(Props.Create(() => new CecActor(definitions, PhypSettings.Default, TimeProvider.System, machines)));

        // It is told a moment later what its machines run with.
        AwaitCondition(() =>
        {
            cec.Tell(new GetMachineReport(Client), TestActor);
            return ExpectMsg<Rejected>().Code == RejectionCode.NotFound;
        });
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One machine, and no partitions.</summary>
    private sealed class Definitions : ReceiveActor
    {
        public Definitions(int silentFor)
        {
            Receive<object>(_ => silentFor-- > 0, _ => { });
            Receive<GetPartitions>(_ => Sender.Tell(new PartitionsReply(ViosFiles.Cec, [], [])));
            Receive<GetEventTable>(_ => Sender.Tell(new EventTableReply([], [])));
            Receive<GetMachines>(_ => Sender.Tell(new MachinesReply([new QemuMachine(Client, 64, 1, "", "", "", [], [])])));
            Receive<GetActivations>(_ => Sender.Tell(new ActivationsReply([])));
        }
    }
}
