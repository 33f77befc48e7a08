using System.Globalization;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// How the host's kernel shares its processors between machines (NPV-3): each QEMU has a control group (cgroup v2, controller cpu) below
/// one that was delegated to this process, with <c>cpu.max</c> and <c>cpu.weight</c> as its profile says. Thread-safe.
/// <list type="bullet">
/// <item>Capped, dedicated, or uncapped with weight 0: never more than it is entitled to.</item>
/// <item>Who competes for the host's processors gets parts by entitlement; uncapped: by entitlement times weight. So an entitlement is
/// kept as long as the host has as many processors as its machines are entitled to, and their weights are alike.</item>
/// </list>
/// </summary>
internal sealed class ProcessorShares
{
    /// <summary>The group of this process, if the controller was delegated to it.</summary>
    public const string Auto = "auto";

    public const string Off = "off";

    private const string Controller = "cpu";
    private const string Prefix = "lpar-";

    // Microseconds; the kernel takes no quota below a thousandth of a second.
    private const int Period = 100_000;
    private const int QuotaMin = 1_000;
    private const int WeightMax = 10_000;

    private readonly string _machines;

    private ProcessorShares(string machines, string problem) => (_machines, Problem) = (machines, problem);

    /// <summary>Why nothing is enforced; empty when it is.</summary>
    public string Problem { get; }

    /// <param name="setting"><see cref="Auto"/>, <see cref="Off"/>, or the path of a delegated group.</param>
    /// <param name="self">What the kernel says of this process: <c>/proc/self</c>.</param>
    public static ProcessorShares Open(string setting, string self = "/proc/self")
    {
        if (setting == Off)
            return new ProcessorShares("", "vio-actors.qemu.cgroup is off");
        try
        {
            var group = setting == Auto ? FindOwn(self) : setting;
            var machines = Path.Combine(group, "machines");
            Delegate(group, mayMove: setting == Auto, self);
            Directory.CreateDirectory(machines);
            Enable(machines);
            foreach (var former in Directory.EnumerateDirectories(machines, $"{Prefix}*"))
                TryRemove(former);
            return new ProcessorShares(machines, "");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new ProcessorShares("", cause.Message);
        }
    }

    /// <summary>Gives a process the share of its profile; gives what it has, or why it has none, for people.</summary>
    public string Apply(int processId, PartitionProfile profile)
    {
        if (Problem.Length > 0)
            return NotEnforced(Problem);
        var group = GroupOf(profile.Client, processId);
        try
        {
            Directory.CreateDirectory(group);
            Write(group, "cpu.weight", Number(WeightOf(profile)));
            Write(group, "cpu.max", $"{QuotaOf(profile)} {Number(Period)}");
            Write(group, "cgroup.procs", Number(processId));
            return Describe(group);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            TryRemove(group);
            return NotEnforced(cause.Message);
        }
    }

    /// <summary>What a process has that was started in a former life of the hypervisor.</summary>
    public string Find(PartitionId client, int processId)
    {
        var group = GroupOf(client, processId);
        try
        {
            return Problem.Length > 0 ? NotEnforced(Problem)
                : Directory.Exists(group) ? Describe(group)
                : NotEnforced("it was started without; its next activation has it");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return NotEnforced(cause.Message);
        }
    }

    /// <summary>The process has ended.</summary>
    public void Remove(PartitionId client, int processId)
    {
        if (Problem.Length == 0)
            TryRemove(GroupOf(client, processId));
    }

    private static string QuotaOf(PartitionProfile profile) => profile is { Mode: ProcessorMode.Uncapped, Weight: > 0 }
        ? "max"
        : Number(Math.Max(QuotaMin, (int)((long)profile.EntitledHundredths * Period / 100)));

    private static int WeightOf(PartitionProfile profile)
    {
        var weight = profile is { Mode: ProcessorMode.Uncapped, Weight: > 0 } ? profile.Weight : ProfileDecisions.DefaultWeight;
        return (int)Math.Clamp((long)profile.EntitledHundredths * weight / ProfileDecisions.DefaultWeight, 1, WeightMax);
    }

    private static string Describe(string group)
    {
        var max = File.ReadAllText(Path.Combine(group, "cpu.max")).Split(' ');
        var weight = File.ReadAllText(Path.Combine(group, "cpu.weight"));
        var cap = int.TryParse(max[0], NumberStyles.None, CultureInfo.InvariantCulture, out var quota)
            ? string.Create(CultureInfo.InvariantCulture, $"at most {quota / (double)Period:0.00} of the host's processors")
            : "as much of the host's processors as others leave";
        return $"its processors get {cap}, with weight {weight.Trim()} (cgroup {group})";
    }

    private static string NotEnforced(string reason) => $"its profile's share of processors is not enforced: {reason}";

    /// <summary>Folder of the group in which this process is (cgroups(7)).</summary>
    /// <exception cref="IOException">This host has no cgroup v2.</exception>
    private static string FindOwn(string self)
    {
        var mount = File.ReadLines(Path.Combine(self, "mounts")).Select(line => line.Split(' '))
            .FirstOrDefault(words => words.Length > 2 && words[2] == "cgroup2");
        var own = File.ReadLines(Path.Combine(self, "cgroup")).FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal));
        return mount is null || own is null
            ? throw new IOException("this host has no cgroup v2")
            : Path.Join(mount[1], own["0::".Length..]).TrimEnd('/');
    }

    /// <summary>Has the groups below share processors. A group whose groups do must have no processes itself.</summary>
    private static void Delegate(string group, bool mayMove, string self)
    {
        if (!Words(group, "cgroup.controllers").Contains(Controller))
            throw new IOException($"the controller {Controller} is not given to cgroup {group}{WhoHasIt(self)}");
        if (Words(group, "cgroup.subtree_control").Contains(Controller))
            return;
        var processes = Words(group, "cgroup.procs");
        var own = Number(Environment.ProcessId);
        if (processes.Any(process => !mayMove || process != own))
        {
            throw new IOException(
                $"other processes are in cgroup {group}: give the hypervisor one of its own (systemd: Delegate=cpu in its service)");
        }

        if (processes.Contains(own))
        {
            var hypervisor = Path.Combine(group, "hypervisor");
            Directory.CreateDirectory(hypervisor);
            Write(hypervisor, "cgroup.procs", own);
        }

        Enable(group);
    }

    /// <summary>A host with both versions of control groups has each controller in one of them (cgroups(7)).</summary>
    private static string WhoHasIt(string self)
    {
        var former = File.ReadLines(Path.Combine(self, "mounts")).Select(line => line.Split(' '))
            .FirstOrDefault(words => words.Length > 3 && words[2] == "cgroup" && words[3].Split(',').Contains(Controller));
        return former is null ? ""
            : $": cgroup v1 has it ({former[1]}), which cannot give it away; start the host with cgroup v2 alone "
                + "(systemd.unified_cgroup_hierarchy=1 for its kernel)";
    }

    private static void Enable(string group) => Write(group, "cgroup.subtree_control", $"+{Controller}");

    private static IReadOnlyList<string> Words(string group, string file) =>
        File.ReadAllText(Path.Combine(group, file)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static void Write(string group, string file, string text) => File.WriteAllText(Path.Combine(group, file), text);

    /// <summary>One with processes in it stays.</summary>
    private static void TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Looked at again with the next start.
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // A group of its own for each process: that of a former activation may be on its way out.
    private string GroupOf(PartitionId client, int processId) => Path.Combine(_machines, $"{Prefix}{client}-{Number(processId)}");
}
