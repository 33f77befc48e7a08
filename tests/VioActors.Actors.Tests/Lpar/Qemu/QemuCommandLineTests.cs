using System.Text.Json;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar.Qemu;

public sealed class QemuCommandLineTests
{
    private static readonly QemuSettings Settings = new(
        "qemu", QemuAcceleration.Tcg, ["-cpu", "max"], "/run/vio,1", 0, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    private static readonly QemuMachine Machine = new(
        new PartitionId(5), 256, 2, "/boot/vm linuz", "", "quiet, please", ["-no-reboot"], [ViosEventKind.Failure]);

    [Fact]
    [Trait("Req", "NPV-12")]
    public void EveryDisk_IsGivenByItsTarget_AndStopsAProtectedMachineOnAnError()
    {
        var arguments = Of(Machine);

        using var disk = JsonDocument.Parse(After(arguments, "-blockdev"));
        Assert.Equal(
            ("iscsi", "127.0.0.1:3250", "iqn.2026-11.test:5", 3),
            (Text(disk, "driver"), Text(disk, "portal"), Text(disk, "target"), disk.RootElement.GetProperty("lun").GetInt32()));
        Assert.Equal("virtio-blk-pci,drive=disk3,werror=stop,rerror=stop", After(arguments, "-device"));
        Assert.Equal("virtio-blk-pci,drive=disk3,werror=report,rerror=report", After(Of(Machine with { FreezeOn = [] }), "-device"));
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    public void Names_AreNoOptions_AndItDoesNotRunBeforeItIsTold()
    {
        var arguments = Of(Machine);

        Assert.Contains("-S", arguments);
        Assert.Equal("a,,b", After(arguments, "-name"));
        Assert.Equal(("/boot/vm linuz", "quiet, please"), (After(arguments, "-kernel"), After(arguments, "-append")));
        Assert.DoesNotContain("-initrd", arguments);
        Assert.Contains(arguments, argument => argument.Contains("path=/run/vio,,1/lpar-5/qmp,", StringComparison.Ordinal));
        Assert.Equal(["-cpu", "max", "-no-reboot"], arguments.TakeLast(3));
    }

    private static IReadOnlyList<string> Of(QemuMachine machine) => QemuCommandLine.Of(
        machine, "a,b", new MachineFolder(Settings, machine.Client),
        new MachineDisks("127.0.0.1:3250", "iqn.2026-11.test:5", "iqn.2026-11.test:5:initiator", [3]), "tcg", Settings);

    private static string After(IReadOnlyList<string> arguments, string option) =>
        arguments[arguments.ToList().IndexOf(option) + 1];

    private static string? Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString();
}
