using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Phyp;

public class MachineDecisionsTests
{
    private static readonly PartitionId Client = new(2);

    private static readonly QemuMachine Machine = new(Client, 256, 1, "/boot/vmlinuz", "", "", [], [ViosEventKind.Failure]);

    [Fact]
    [Trait("Req", "NPV-12")]
    public void A_machine_is_defined_for_a_partition_and_replaced_by_its_next_definition()
    {
        var phyp = Defined();

        phyp.Accepted(new DefineMachine(Machine with { FreezeOn = [ViosEventKind.Reboot, ViosEventKind.Failure, ViosEventKind.Failure] }));
        Assert.IsType<NoOp>(
            phyp.Do(new DefineMachine(Machine with { FreezeOn = [ViosEventKind.Failure, ViosEventKind.Reboot] })).Reply);
        phyp.Accepted(new DefineMachine(Machine));

        Assert.Equal([Machine], phyp.Answered<MachinesReply>(new GetMachines()).Machines);
        phyp.Refused(new DefineMachine(Machine with { Client = new PartitionId(1) }), RejectionCode.NotFound);
        phyp.Refused(new DefineMachine(Machine with { Client = new PartitionId(9) }), RejectionCode.NotFound);
    }

    public static TheoryData<QemuMachine> Faulty =>
    [
        Machine with { MemoryMebibytes = 15 },
        Machine with { MemoryMebibytes = int.MaxValue },
        Machine with { Processors = 0 },
        Machine with { Processors = 65 },
        Machine with { Kernel = "", KernelArguments = "quiet" },
        Machine with { Kernel = "", Initrd = "/boot/initrd" },
        Machine with { Kernel = "a\0b" },
        Machine with { KernelArguments = new string('a', 4097) },
        Machine with { ExtraArguments = Enumerable.Repeat("-S", 65).ToValueList() },
        Machine with { FreezeOn = [(ViosEventKind)77] },
        Machine with { FreezeOn = [ViosEventKind.Unspecified] },
    ];

    [Theory]
    [Trait("Req", "NPV-12")]
    [MemberData(nameof(Faulty))]
    public void What_no_machine_can_be_is_refused(QemuMachine machine) =>
        Defined().Refused(new DefineMachine(machine), RejectionCode.Invalid);

    [Fact]
    [Trait("Req", "NPV-3")]
    public void A_profile_is_kept_for_a_partition()
    {
        var phyp = Defined();
        var profile = new PartitionProfile(Client, ProcessorMode.Capped, 50, 5, 0, 1024);

        phyp.Accepted(new AssignProfile(profile));
        Assert.IsType<NoOp>(phyp.Do(new AssignProfile(profile)).Reply);

        Assert.Equal([profile], phyp.Answered<ProfilesReply>(new GetProfiles()).Profiles);
        phyp.Refused(new AssignProfile(profile with { VirtualProcessors = 6 }), RejectionCode.Invalid);
        phyp.Refused(new AssignProfile(profile with { Client = new PartitionId(9) }), RejectionCode.NotFound);
        Assert.Null(ProfileDecisions.Fault(ProfileDecisions.Default(Client)));
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public void What_is_to_run_is_known_until_it_is_ended()
    {
        var phyp = Defined();
        phyp.Refused(new NoteActivated(new PartitionActivation(Client, null)), RejectionCode.Invalid);
        phyp.Accepted(new DefineMachine(Machine));

        phyp.Accepted(new NoteActivated(new PartitionActivation(Client, null)));
        Assert.IsType<NoOp>(phyp.Do(new NoteActivated(new PartitionActivation(Client, null))).Reply);
        phyp.Refused(new NoteActivated(new PartitionActivation(Client, new GuestLoad(1, 64, 20))), RejectionCode.Invalid);

        Assert.Equal([new PartitionActivation(Client, null)], phyp.Answered<ActivationsReply>(new GetActivations()).Activations);
        phyp.Accepted(new NoteDeactivated(Client));
        Assert.IsType<NoOp>(phyp.Do(new NoteDeactivated(Client)).Reply);
        Assert.Empty(phyp.Answered<ActivationsReply>(new GetActivations()).Activations);
    }

    private static Playback<PartitionsState, IPartitionsEvent, IDomainMessage> Defined()
    {
        var phyp = new Playback<PartitionsState, IPartitionsEvent, IDomainMessage>(
            PartitionsState.Empty(CecA), PartitionsDecisions.Decide, (state, @event) => state.Apply(@event));
        phyp.Accepted(new DefinePartition("vios1", PartitionKind.Vios, []));
        phyp.Accepted(new DefinePartition("machine1", PartitionKind.ExternalHost, []));
        return phyp;
    }
}
