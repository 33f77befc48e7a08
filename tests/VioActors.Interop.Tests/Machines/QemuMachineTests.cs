using System.Globalization;
using System.Text.RegularExpressions;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// A real Linux in a real virtual machine, whose only VIOS comes back without its disk: that is what breaks a guest which nobody freezes. A
/// server that is only away for a while breaks none, since the initiator waits.
/// </summary>
public sealed partial class QemuMachineTests(MachineRig rig) : IClassFixture<MachineRig>
{
    [Fact]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "NPV-5")]
    [Trait("Req", "NPV-6")]
    [Trait("Req", "NPV-8")]
    public async Task The_same_outage_ends_the_guest_that_nobody_freezes_and_the_frozen_one_has_every_record_and_no_error()
    {
        var open = await Guest.DefineAsync(rig, "open", "vios1", "-freeze", "none");
        var safe = await Guest.DefineAsync(rig, "safe", "vios1");
        await Task.WhenAll(open.ActivateAsync(), safe.ActivateAsync());
        await Task.WhenAll(open.WritesMoreAsync(10), safe.WritesMoreAsync(10));
        var (ofOpen, ofSafe) = (await open.DeviceAsync("vios1"), await safe.DeviceAsync("vios1"));

        (await rig.Vio.PbmAsync("vios", "stop", "-n", "vios1")).MustSucceed();
        await open.UnmapAsync("vios1", ofOpen.Vtd);
        await safe.UnmapAsync("vios1", ofSafe.Vtd);
        (await rig.Vio.PbmAsync("vios", "start", "-n", "vios1")).MustSucceed();

        // Data that could not be written is lost; what cannot be healed is the journal. The disk is not back before the guest says so.
        await open.SaysAsync("it gives its file system up", GivenUpText().IsMatch);
        await Guest.UntilAsync(
            "its disk is missed", safe.DispatchAsync,
            row => row.Contains("|FROZEN|", StringComparison.Ordinal) && row.Contains("05/25/00", StringComparison.Ordinal));
        await open.MapAsync("vios1", ofOpen.Adapter);
        await safe.MapAsync("vios1", ofSafe.Adapter);
        await safe.WritesMoreAsync(10);

        // Both disks are back; one guest is not.
        var lost = FailedText().Count(await open.ConsoleAsync());
        var harmed = await open.SaysAsync("it fails for good", console => FailedText().Count(console) > lost + 10);
        Assert.Contains("I/O error", harmed, StringComparison.Ordinal);
        Assert.DoesNotContain("GUEST wrote", harmed[GivenUpText().Match(harmed).Index..], StringComparison.Ordinal);
        Assert.Contains("|RUNNING|", await open.DispatchAsync(), StringComparison.Ordinal);
        await open.EndAsync();

        // It stood still before an error could come: its disk never answered one.
        var shown = await safe.ShowAsync();
        Assert.True(shown.Contains("stopped 1 times, 0 disk errors", StringComparison.Ordinal), $"{shown}\n{rig.Vio.Output}");
        await LosesItsDiskUnannouncedAsync(safe);
        await EndsWholeAsync(safe);
    }

    [Fact]
    [Trait("Req", "NPV-12")]
    [Trait("Req", "NPV-3")]
    [Trait("Req", "RED-4")]
    public async Task It_goes_on_through_another_VIOS_and_outlives_its_hypervisor_and_its_own_end_is_noticed()
    {
        var guest = await Guest.DefineAsync(rig, "lasting", "vios1,vios2");
        await guest.ActivateAsync();
        await guest.WritesMoreAsync(10);
        (await rig.Vio.PbmAsync("vios", "stop", "-n", "vios1")).MustSucceed();
        await guest.WritesMoreAsync(10);
        Assert.Contains("stopped 0 times", await guest.ShowAsync(), StringComparison.Ordinal);
        (await rig.Vio.PbmAsync("vios", "start", "-n", "vios1")).MustSucceed();

        // What the process has used is what the partition has used.
        await Guest.UntilAsync("its processor time is told", guest.UsedAsync, used => used > 0);

        var process = ProcessText().Match(await guest.ShowAsync()).Groups[1].Value;
        await rig.Vio.KillAsync();
        await rig.Vio.DisposeAsync();
        await rig.StartAsync();

        await guest.WritesMoreAsync(10);
        Assert.Equal(process, ProcessText().Match(await guest.ShowAsync()).Groups[1].Value);

        // The whole host fails: what was active boots again, with what its profile gives it now.
        (await rig.Vio.PbmAsync("lpar", "profile", "-id", guest.Id, "-mode", "capped", "-ent", "0.2", "-vcpu", "2", "-mem", "112"))
            .MustSucceed();
        await rig.Vio.KillAsync();
        await rig.Vio.DisposeAsync();
        EndProcess(process);
        await rig.StartAsync();
        var shown = await Guest.UntilAsync(
            "it boots again", guest.ShowAsync, report => ProcessText().Match(report).Groups[1].Value is { Length: > 0 } other
                && other != process);
        Assert.Contains("112 MiB, 2 virtual processors", shown, StringComparison.Ordinal);
        await guest.SaysAsync("it has booted", console => Guest.LastWritten(console) > 0);
        await guest.WritesMoreAsync(20);
        process = ProcessText().Match(shown).Groups[1].Value;
        EndProcess(process);
        await Guest.UntilAsync(
            "its end is noticed", guest.ShowAsync, report => report.Contains("NOTACTIVATED", StringComparison.Ordinal));
        await Guest.UntilAsync("the dispatcher has nothing of it", guest.DispatchAsync, row => row.Length == 0);
        await HasEveryRecordAsync(guest);
    }

    private static void EndProcess(string id)
    {
        using var machine = System.Diagnostics.Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        machine.Kill();
        machine.WaitForExit();
    }

    /// <summary>An error that nobody announced stops the machine before its guest sees it.</summary>
    private static async Task LosesItsDiskUnannouncedAsync(Guest guest)
    {
        var (adapter, vtd) = await guest.DeviceAsync("vios1");
        await guest.UnmapAsync("vios1", vtd);
        var frozen = await Guest.UntilAsync(
            "it is frozen", guest.DispatchAsync, row => row.Contains("|FROZEN|", StringComparison.Ordinal));
        Assert.Contains("|Exception|", frozen, StringComparison.Ordinal);
        await guest.MapAsync("vios1", adapter);
        await guest.WritesMoreAsync(10);
    }

    private static async Task EndsWholeAsync(Guest guest)
    {
        await guest.EndAsync();
        await HasEveryRecordAsync(guest);
    }

    /// <summary>No error in its log; and all that it said is on the disk, read through the other VIOS.</summary>
    private static async Task HasEveryRecordAsync(Guest guest)
    {
        var console = await guest.ConsoleAsync();
        Assert.Contains("GUEST mounted", console, StringComparison.Ordinal);
        Assert.DoesNotContain("error", console, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("GUEST failed", console, StringComparison.Ordinal);
        var records = await guest.ReadDiskThroughAsync("vios2");
        var last = Guest.LastWritten(console);
        Assert.True(last >= 20, console);
        Assert.Subset(records, Enumerable.Range(1, last).ToHashSet());
    }

    [GeneratedRegex("(?i)read-only|abort")]
    private static partial Regex GivenUpText();

    [GeneratedRegex("GUEST failed")]
    private static partial Regex FailedText();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessText();
}
