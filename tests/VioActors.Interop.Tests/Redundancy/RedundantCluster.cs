using System.Diagnostics;
using VioActors.Initiator;
using VioActors.Initiator.Checking;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Redundancy;

/// <summary>
/// A cluster of processes under load: for each VIOS a client with paths through all three which prefers that one, all on one disk. What
/// they do is recorded from the first write to the last read.
/// </summary>
internal sealed class RedundantCluster : IAsyncDisposable
{
    public const int BlockCount = 64;
    private const int BlockSize = 4096;
    private const int WorkersEach = 3;
    private const int FirstWrites = 16;
    private const string Initiator = "iqn.2026-11.test:redundancy";

    /// <summary>That a busy host takes its time is no failure of a VIOS.</summary>
    private static readonly string[] Patient =
        ["akka.cluster.membership.lease-duration=12s", "akka.cluster.membership.safety-margin=2s"];

    private static readonly string[] Vioses = ["vios1", "vios2", "vios3"];
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);
    private readonly BlockHistory _history = new();
    private readonly List<BlockClient> _clients = [];
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _hung = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Task _load = Task.CompletedTask;

    private RedundantCluster(Topology topology) => Topology = topology;

    public Topology Topology { get; }

    public IReadOnlyList<BlockClient> Clients => _clients;

    public static async Task<RedundantCluster> StartAsync(NamespaceHosts? hosts, params string[] settings)
    {
        var cluster = new RedundantCluster(await Topology.StartAsync(hosts, [.. Patient, .. settings]));
        for (var number = 0; number < Vioses.Length; number++)
        {
            var preferred = Vioses[number];
            var disk = cluster.Disk([preferred, .. Vioses.Where(vios => vios != preferred)], number);
            cluster._clients.Add(new BlockClient(preferred, number, disk, cluster._history, BlockSize, TimeProvider.System));
        }

        cluster._load = Task.WhenAll(cluster._clients.Select((client, index) =>
            client.RunAsync(WorkersEach, BlockCount, 60, index, cluster._enough.Token, cluster._hung.Token)));
        await cluster.GoesOnAsync(50);
        return cluster;
    }

    public async Task CutAsync(string vios)
    {
        var before = Topology.CountInLog(vios, "is Down");
        await Topology.PbmAsync("management1", $"fabric cut -n {vios}");
        await Topology.LogsAsync(vios, "is Down", before + 1);
    }

    public async Task RestoreAsync(string vios)
    {
        var before = Topology.CountInLog(vios, "it is used again");
        await Topology.PbmAsync("management1", $"fabric restore -n {vios}");
        await Topology.LogsAsync(vios, "it is used again", before + 1);
    }

    /// <summary>A disk with one path, logged in and read once.</summary>
    public async Task<MultipathDisk> OpenAsync(string vios, int port)
    {
        var disk = Disk([vios], port);
        Assert.True((await disk.ReadAsync(0, new byte[BlockSize], _hung.Token).WaitAsync(HungAfter)).IsGood);
        return disk;
    }

    /// <summary>Writes where nothing was yet, which needs the VIOS DB, and reads it through another VIOS.</summary>
    /// <param name="writer">Through the VIOS in question.</param>
    /// <param name="reader">Through another.</param>
    /// <param name="offsetBytes">Nothing was written behind it.</param>
    public async Task WriteFirstAsync(MultipathDisk writer, MultipathDisk reader, long offsetBytes)
    {
        for (var chunk = 0; chunk < FirstWrites; chunk++)
        {
            var offset = offsetBytes + ((long)chunk << 20);
            var (written, read) = (new byte[BlockSize], new byte[BlockSize]);
            written.AsSpan().Fill((byte)(chunk + 1));
            var outcome = await writer.WriteAsync(offset, written, _hung.Token).WaitAsync(HungAfter);
            Assert.True(outcome.IsGood, $"A first write: {outcome}");
            outcome = await reader.ReadAsync(offset, read, _hung.Token).WaitAsync(HungAfter);
            Assert.True(outcome.IsGood, $"A read of it: {outcome}");
            Assert.Equal(written, read);
        }
    }

    /// <summary>Waits until every client got so many more answers, none of which was an error.</summary>
    public async Task GoesOnAsync(long commands)
    {
        var before = _clients.Select(client => client.Commands).ToList();
        using var limit = new CancellationTokenSource(HungAfter);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_clients.Where((client, index) => client.Commands < before[index] + commands).Any())
        {
            Assert.False(_load.IsFaulted, _load.Exception?.ToString());
            if (limit.IsCancellationRequested)
                Assert.Fail($"Clients did {string.Join(", ", _clients.Select((c, i) => c.Commands - before[i]))} of {commands} commands.");
            await polls.WaitForNextTickAsync();
        }

        Assert.Empty(_clients.SelectMany(client => client.Errors));
    }

    /// <summary>Says how long the longest command of each client took since the last time.</summary>
    public void Report(ITestOutputHelper output, string phase)
    {
        output.WriteLine($"{_clock.Elapsed.TotalSeconds:0.0} s, {phase}: longest "
            + string.Join(", ", _clients.Select(client => $"{client.Name} {client.Longest.TotalMilliseconds:0} ms")));
        foreach (var client in _clients)
            client.BeginPhase();
    }

    /// <summary>Ends the load, reads everything through every VIOS alone, and judges the whole history.</summary>
    public async Task JudgeAsync(ITestOutputHelper output)
    {
        await _enough.CancelAsync();
        try
        {
            await _load.WaitAsync(HungAfter);
        }
        catch (TimeoutException)
        {
            await _hung.CancelAsync();
            throw;
        }

        for (var number = 0; number < Vioses.Length; number++)
        {
            await using var disk = Disk([Vioses[number]], 10 + number);
            var reader = new BlockClient($"{Vioses[number]} alone", 10 + number, disk, _history, BlockSize, TimeProvider.System);
            await reader.ReadAllAsync(BlockCount).WaitAsync(HungAfter);
            Assert.Empty(reader.Errors);
        }

        var repeats = _clients.Sum(client => client.Disk.Repeats);
        output.WriteLine($"{_clock.Elapsed.TotalSeconds:0.0} s: {_history.Operations.Count} commands, {repeats} repeated");

        Assert.Empty(_clients.SelectMany(client => client.Errors));
        Assert.Empty(Linearizability.Check(_history.Operations));
        Assert.True(_history.Acknowledged > 3 * BlockCount, $"Only {_history.Acknowledged} writes were acknowledged.");
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _hung.CancelAsync();
        await _load.ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var client in _clients)
            await client.Disk.DisposeAsync();
        await Topology.DisposeAsync();
    }

    private MultipathDisk Disk(IEnumerable<string> vioses, int port) => new(
        [.. vioses.Select(vios => (Func<Task<IscsiTarget>>)(() => TargetAsync(vios)))], Initiator, port, TimeProvider.System);

    private async Task<IscsiTarget> TargetAsync(string vios) =>
        IscsiTarget.Parse(await Topology.KnownUrlAsync(vios, "client1") ?? throw new IOException($"{vios} does not serve."));
}
