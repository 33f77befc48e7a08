using System.Globalization;
using System.Text.RegularExpressions;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// A real Linux in a real virtual machine, whose only VIOS comes back without its disk: that is what breaks a guest which nobody freezes. A
/// server that is only away for a while breaks none, since the initiator waits.
/// </summary>
public sealed partial class QemuMachineTests(MachineRig rig) : IClassFixture<MachineRig>
{
    [MachineFact]
    [Trait("Req", "NPV-8")]
    public async Task Without_protection_the_guest_gets_an_IO_error_and_its_file_system_stays_read_only()
    {
        var guest = await Guest.DefineAsync(rig, "open", "vios1", "-freeze", "none");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);

        var adapter = await ReturnWithoutTheDiskAsync(guest);
        await Guest.UntilAsync("it fails", guest.ConsoleAsync, console => console.Contains("GUEST failed", StringComparison.Ordinal));

        // Data that could not be written is lost already; what cannot be healed is the journal, which is written some seconds later.
        await Guest.UntilAsync("its file system gives up", guest.ConsoleAsync, GivenUpText().IsMatch);
        await guest.MapAsync("vios1", adapter);

        // The disk is back; the guest is not.
        var harmed = await Guest.UntilAsync("it fails for good", guest.ConsoleAsync, console => FailedText().Count(console) > 20);
        Assert.Contains("I/O error", harmed, StringComparison.Ordinal);
        Assert.DoesNotContain("GUEST wrote", harmed[GivenUpText().Match(harmed).Index..], StringComparison.Ordinal);
        Assert.Contains("|RUNNING|", await guest.DispatchAsync(), StringComparison.Ordinal);
        await guest.EndAsync();
    }

    [MachineFact]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "NPV-6")]
    public async Task Frozen_meanwhile_it_sees_no_error_and_every_record_is_on_the_disk()
    {
        var guest = await Guest.DefineAsync(rig, "safe", "vios1");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);

        var adapter = await ReturnWithoutTheDiskAsync(guest);
        await Guest.UntilAsync(
            "its disk is missed", guest.DispatchAsync,
            row => row.Contains("|FROZEN|", StringComparison.Ordinal) && row.Contains("05/25/00", StringComparison.Ordinal));
        await guest.MapAsync("vios1", adapter);
        await guest.WritesMoreAsync(10);

        // It stood still before an error could come: its disk never answered one.
        Assert.Contains("stopped 1 times, 0 disk errors", await guest.ShowAsync(), StringComparison.Ordinal);
        await EndsWholeAsync(guest);
    }

    [MachineFact]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "NPV-5")]
    public async Task An_error_that_nobody_announced_stops_the_machine_before_its_guest_sees_it()
    {
        var guest = await Guest.DefineAsync(rig, "late", "vios1");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);
        var (adapter, vtd) = await guest.DeviceAsync("vios1");

        await guest.UnmapAsync("vios1", vtd);
        var frozen = await Guest.UntilAsync(
            "it is frozen", guest.DispatchAsync, row => row.Contains("|FROZEN|", StringComparison.Ordinal));
        Assert.Contains("|Exception|", frozen, StringComparison.Ordinal);
        await guest.MapAsync("vios1", adapter);
        await guest.WritesMoreAsync(10);

        await EndsWholeAsync(guest);
    }

    [MachineFact]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "RED-4")]
    public async Task With_paths_through_two_VIOSes_it_goes_on_through_the_other_without_being_frozen()
    {
        var guest = await Guest.DefineAsync(rig, "twice", "vios1,vios2");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);

        (await rig.Vio.PbmAsync("vios", "stop", "-n", "vios1")).MustSucceed();
        await guest.WritesMoreAsync(10);
        Assert.Contains("stopped 0 times", await guest.ShowAsync(), StringComparison.Ordinal);
        (await rig.Vio.PbmAsync("vios", "start", "-n", "vios1")).MustSucceed();

        await EndsWholeAsync(guest);
    }

    [MachineFact]
    [Trait("Req", "NPV-12")]
    public async Task The_machine_outlives_its_hypervisor_and_is_taken_over_and_its_own_end_is_noticed()
    {
        var guest = await Guest.DefineAsync(rig, "lasting", "vios1");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);
        var process = ProcessText().Match(await guest.ShowAsync()).Groups[1].Value;

        await rig.Vio.KillAsync();
        await rig.Vio.DisposeAsync();
        await rig.StartAsync();

        await guest.WritesMoreAsync(10);
        Assert.Equal(process, ProcessText().Match(await guest.ShowAsync()).Groups[1].Value);
        Assert.DoesNotContain("error", await guest.ConsoleAsync(), StringComparison.OrdinalIgnoreCase);
        using (var machine = System.Diagnostics.Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture)))
            machine.Kill();
        await Guest.UntilAsync(
            "its end is noticed", guest.ShowAsync, report => report.Contains("NOTACTIVATED", StringComparison.Ordinal));
        Assert.Equal("", await guest.DispatchAsync());
    }

    /// <summary>Gives the adapter to map the disk to again.</summary>
    private async Task<string> ReturnWithoutTheDiskAsync(Guest guest)
    {
        var (adapter, vtd) = await guest.DeviceAsync("vios1");
        (await rig.Vio.PbmAsync("vios", "stop", "-n", "vios1")).MustSucceed();
        await guest.UnmapAsync("vios1", vtd);
        (await rig.Vio.PbmAsync("vios", "start", "-n", "vios1")).MustSucceed();
        return adapter;
    }

    /// <summary>No error in its log; and all that it said is on the disk, read through the other VIOS.</summary>
    private static async Task EndsWholeAsync(Guest guest)
    {
        await guest.EndAsync();
        var console = await guest.ConsoleAsync();
        Assert.DoesNotContain("error", console, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("GUEST failed", console, StringComparison.Ordinal);
        var records = await guest.ReadDiskThroughAsync("vios2");
        var last = Guest.LastWritten(console);
        Assert.True(last >= 20, console);
        Assert.Subset(records, Enumerable.Range(1, last).ToHashSet());
    }

    /// <summary>Runs when VIOACTORS_MACHINES is 1: guests boot without hardware's help, which takes minutes on a busy host.</summary>
    private sealed class MachineFactAttribute : FactAttribute
    {
        public MachineFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_MACHINES") == "1"
            ? null
            : "It takes minutes; set VIOACTORS_MACHINES=1 to run it.";
    }

    [GeneratedRegex("(?i)read-only|abort")]
    private static partial Regex GivenUpText();

    [GeneratedRegex("GUEST failed")]
    private static partial Regex FailedText();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessText();
}
