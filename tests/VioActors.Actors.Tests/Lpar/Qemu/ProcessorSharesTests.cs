using System.Diagnostics;
using System.Globalization;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Lpar.Qemu;

/// <summary>Profiles of machines as the files of control groups say them: in a folder that looks like one, and in a real one.</summary>
public sealed class ProcessorSharesTests : IDisposable
{
    private static readonly PartitionId Client = new(5);

    private readonly string _group = Directory.CreateTempSubdirectory("vioactors-cgroup-").FullName;

    public ProcessorSharesTests()
    {
        Put("cgroup.controllers", "cpuset cpu io memory pids\n");
        Put("cgroup.subtree_control", "\n");
        Put("cgroup.procs", "");
    }

    private static string Own => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    [Theory]
    [Trait("Req", "NPV-3")]
    [InlineData(ProcessorMode.Capped, 20, 200, "20000 100000", "20", "at most 0.20 of")]
    [InlineData(ProcessorMode.Capped, 250, 0, "250000 100000", "250", "at most 2.50 of")]
    [InlineData(ProcessorMode.Dedicated, 200, 128, "200000 100000", "200", "at most 2.00 of")]
    [InlineData(ProcessorMode.Uncapped, 10, 128, "max 100000", "10", "as much of")]
    [InlineData(ProcessorMode.Uncapped, 100, 255, "max 100000", "199", "as much of")]
    [InlineData(ProcessorMode.Uncapped, 10, 1, "max 100000", "1", "as much of")]
    [InlineData(ProcessorMode.Uncapped, 25_600, 255, "max 100000", "10000", "as much of")]
    [InlineData(ProcessorMode.Uncapped, 50, 0, "50000 100000", "50", "at most 0.50 of")]
    public void AProfile_IsAQuotaAndAWeight(ProcessorMode mode, int hundredths, int weight, string quota, string expected, string says)
    {
        var shares = ProcessorShares.Open(_group);
        Assert.Equal("", shares.Problem);
        Assert.Equal("+cpu", Read("cgroup.subtree_control"));
        Assert.Equal("+cpu", Read("machines/cgroup.subtree_control"));

        var said = shares.Apply(4711, new PartitionProfile(Client, mode, hundredths, 1, weight, 256));

        Assert.Equal(
            (quota, expected, "4711"),
            (Read("machines/lpar-5-4711/cpu.max"), Read("machines/lpar-5-4711/cpu.weight"), Read("machines/lpar-5-4711/cgroup.procs")));
        Assert.StartsWith($"its processors get {says}", said, StringComparison.Ordinal);
        Assert.Equal(said, shares.Find(Client, 4711));
    }

    [Fact]
    public void AGroup_GoesWithItsProcess_AndWhatAKillLeft_WithTheNextStart()
    {
        var shares = ProcessorShares.Open(_group);
        foreach (var process in new[] { 1, 2, 3 })
            shares.Apply(process, ProfileDecisions.Default(Client));

        // The kernel's files are none that keep a folder.
        Empty("machines/lpar-5-1");
        Empty("machines/lpar-5-2");
        shares.Remove(Client, 1);
        Assert.False(Directory.Exists(Path.Combine(_group, "machines/lpar-5-1")));

        // One with processes in it stays.
        shares.Remove(Client, 3);
        Assert.True(Directory.Exists(Path.Combine(_group, "machines/lpar-5-3")));
        ProcessorShares.Open(_group);
        Assert.False(Directory.Exists(Path.Combine(_group, "machines/lpar-5-2")));
        Assert.Contains("its next activation has it", shares.Find(Client, 9), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotAllowed_IsSaid()
    {
        Assert.Contains("is off", ProcessorShares.Open(ProcessorShares.Off).Problem, StringComparison.Ordinal);
        Put("cgroup.procs", "1\n2\n");
        Assert.Contains("other processes are in", ProcessorShares.Open(_group).Problem, StringComparison.Ordinal);
        Put("cgroup.controllers", "memory pids\n");
        var none = ProcessorShares.Open(_group);
        Assert.Contains("the controller cpu is not given", none.Problem, StringComparison.Ordinal);
        Assert.StartsWith(
            "its profile's share of processors is not enforced: the controller cpu is not given",
            none.Apply(1, ProfileDecisions.Default(Client)), StringComparison.Ordinal);
        Assert.NotEqual("", ProcessorShares.Open(Path.Combine(_group, "none")).Problem);
        Assert.False(Directory.Exists(Path.Combine(_group, "machines")));
    }

    [Fact]
    public void TheOwnGroup_IsFound_AndLeftForOneBelow_UnlessOthersAreInIt()
    {
        var self = Directory.CreateDirectory(Path.Combine(_group, "proc")).FullName;
        var service = Directory.CreateDirectory(Path.Combine(_group, "vio.service")).FullName;
        File.WriteAllText(Path.Combine(self, "mounts"), $"proc /proc proc rw 0 0\ncgroup2 {_group} cgroup2 rw,nosuid 0 0\n");
        File.WriteAllText(Path.Combine(self, "cgroup"), "0::/vio.service\n");
        File.WriteAllText(Path.Combine(service, "cgroup.controllers"), "cpu pids\n");
        File.WriteAllText(Path.Combine(service, "cgroup.subtree_control"), "\n");
        File.WriteAllText(Path.Combine(service, "cgroup.procs"), $"{Own}\n17\n");
        Assert.Contains("other processes are in", ProcessorShares.Open(ProcessorShares.Auto, self).Problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(service, "hypervisor")));

        File.WriteAllText(Path.Combine(service, "cgroup.procs"), $"{Own}\n");
        Assert.Equal("", ProcessorShares.Open(ProcessorShares.Auto, self).Problem);
        Assert.Equal(Own, Read("vio.service/hypervisor/cgroup.procs"));
        Assert.Equal("+cpu", Read("vio.service/machines/cgroup.subtree_control"));

        // Both versions of control groups, and the former one has the controller.
        File.WriteAllText(Path.Combine(service, "cgroup.controllers"), "pids\n");
        File.AppendAllText(Path.Combine(self, "mounts"), "cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu 0 0\n");
        Assert.Contains(
            "cgroup v1 has it (/sys/fs/cgroup/cpu)", ProcessorShares.Open(ProcessorShares.Auto, self).Problem, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(self, "mounts"), "cgroup /sys/fs/cgroup/cpu cgroup rw 0 0\n");
        Assert.Equal("this host has no cgroup v2", ProcessorShares.Open(ProcessorShares.Auto, self).Problem);
    }

    [RealGroupFact]
    [Trait("Req", "NPV-3")]
    public async Task TheKernel_TakesThem_WhereItAllowsIt()
    {
        var group = Directory.CreateDirectory(Path.Combine(RealGroupFactAttribute.Root!, $"vioactors-test-{Own}")).FullName;
        using var process = Process.Start("sleep", "600");
        try
        {
            var shares = ProcessorShares.Open(group);
            Assert.Equal("", shares.Problem);
            shares.Apply(process.Id, new PartitionProfile(Client, ProcessorMode.Capped, 20, 1, 128, 256));
            var folder = Path.Combine(group, "machines", $"lpar-5-{process.Id.ToString(CultureInfo.InvariantCulture)}");
            Assert.Equal("20000 100000", (await File.ReadAllTextAsync(Path.Combine(folder, "cpu.max"))).Trim());
            Assert.Equal("20", (await File.ReadAllTextAsync(Path.Combine(folder, "cpu.weight"))).Trim());
            Assert.EndsWith(Path.GetFileName(folder), (await File.ReadAllTextAsync($"/proc/{process.Id}/cgroup")).Split("0::")[1].Trim(),
                StringComparison.Ordinal);
            process.Kill();
            await process.WaitForExitAsync();
            shares.Remove(Client, process.Id);
            Assert.False(Directory.Exists(folder));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            foreach (var machines in new[] { Path.Combine(group, "machines"), group }.Where(Directory.Exists))
                Directory.Delete(machines);
        }
    }

    public void Dispose() => Directory.Delete(_group, recursive: true);

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(_group, name), text);

    private string Read(string name) => File.ReadAllText(Path.Combine(_group, name));

    private void Empty(string name)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_group, name)))
            File.Delete(file);
    }

    /// <summary>Runs where the root of cgroup v2 is writable and has the controller.</summary>
    private sealed class RealGroupFactAttribute : FactAttribute
    {
        public RealGroupFactAttribute() => Skip = Root is null ? "This host gives no cgroup v2 with the controller cpu." : null;

        public static string? Root { get; } = Find();

        private static string? Find()
        {
            const string Root = "/sys/fs/cgroup";
            try
            {
                if (!File.ReadAllText($"{Root}/cgroup.subtree_control").Split(' ', '\n').Contains("cpu"))
                    return null;
                var probe = Directory.CreateDirectory($"{Root}/vioactors-probe-{Own}").FullName;
                Directory.Delete(probe);
                return Root;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
