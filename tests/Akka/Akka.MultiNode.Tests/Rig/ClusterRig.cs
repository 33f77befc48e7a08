using System.Diagnostics;
using Xunit.Abstractions;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>
/// A cluster of processes with their database and their witness, under load from all of them. At the end everything is stopped and read
/// again: there was never a second owner, and nothing that was acknowledged is lost.
/// </summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodes").FullName;
    private readonly List<(string Node, long From, long To)> _frozen = [];
    private readonly ITestOutputHelper _output;
    private readonly Database _database;
    private int _number;
    private bool _judged;

    private ClusterRig(Database database, ITestOutputHelper output)
    {
        _database = database;
        _output = output;
        Witness = new Witness(Path.Combine(_folder, "witness"));
    }

    public Database Database => _database;

    public Witness Witness { get; }

    public List<NodeProcess> Nodes { get; } = [];

    private IEnumerable<NodeProcess> Live => Nodes.Where(node => !node.HasEnded);

    /// <summary>So many nodes that know each other and work; at <paramref name="hosts"/> in namespaces if there are any.</summary>
    public static async Task<ClusterRig> StartAsync(int nodes, ITestOutputHelper output, Namespaces? hosts = null)
    {
        var rig = new ClusterRig(await Database.StartAsync(), output);
        try
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < nodes; i++)
            {
                rig.StartNode(hosts?.AddressOf(i) ?? "127.0.0.1", hosts?.NameOf(i));

                // The first is the oldest.
                await Times.UntilAsync(
                    () => rig.Nodes[^1].State is { } state && state.Members.Contains($"{state.Address}:Up"), rig.Describe);
            }

            await rig.AgreeAsync(rig.Nodes);
            foreach (var node in rig.Nodes)
                node.Tell("go");
            await rig.WorkAsync(rig.Nodes);
            rig.Report($"{nodes} nodes work", watch.Elapsed);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public NodeProcess StartNode(string host = "127.0.0.1", string? space = null, string mode = "n")
    {
        var name = $"{mode}{++_number}";
        var link = new DatabaseLink(Path.Combine(_folder, name), _database.Socket);
        var config = Path.Combine(_folder, name + ".conf");
        File.WriteAllText(config, Config(host, link.Folder));
        var node = NodeProcess.Start(name, _number, config, Witness.Path, link, space);
        Nodes.Add(node);
        return node;
    }

    /// <summary>The node where the singleton and the coordinators are.</summary>
    public NodeProcess Oldest() => Nodes.Single(node => node.Name == Witness.OwnerOf("single")?.Split('.')[0]);

    /// <summary>All of these have each other as members that are up and reachable, and nobody else.</summary>
    public Task AgreeAsync(IReadOnlyCollection<NodeProcess> nodes) => Times.UntilAsync(
        () => nodes.All(node => node.State is not null)
            && string.Join(',', nodes.Select(node => node.State!.Address + ":Up").Order(StringComparer.Ordinal)) is var wanted
            && nodes.All(node => node.State!.MayAct && node.State!.Members == wanted),
        Describe);

    /// <summary>Entities, counters and the singleton answer all of these, from now on.</summary>
    public async Task WorkAsync(IReadOnlyCollection<NodeProcess> nodes, bool counters = true)
    {
        var before = nodes.ToDictionary(node => node, node => node.State!);
        await Times.UntilAsync(
            () => before.All(pair => pair.Key.State!.Works > pair.Value.Works + 20
                && pair.Key.State!.Pongs > pair.Value.Pongs + 5
                && (!counters || pair.Key.State!.Kepts > pair.Value.Kepts + 20)),
            Describe);
    }

    /// <summary>Freezes a node, or lets it go on; what was under way meanwhile is known.</summary>
    public void Freeze(NodeProcess node, bool frozen)
    {
        node.Freeze(frozen);
        if (frozen)
            _frozen.Add((node.Name, Stopwatch.GetTimestamp(), long.MaxValue));
        else
            _frozen[^1] = _frozen[^1] with { To = Stopwatch.GetTimestamp() };
    }

    public void Report(string what, TimeSpan time) => _output.WriteLine($"{what}: {time.TotalSeconds:0.00} s");

    /// <summary>Stops all, starts a process that recovers all counters, and judges.</summary>
    public async Task JudgeAsync()
    {
        await Task.WhenAll(Nodes.Select(async node => await node.DisposeAsync()));
        var reader = StartNode(mode: "reader");
        await Times.UntilAsync(() => reader.HasEnded, Describe);
        var lines = Witness.Read();
        _judged = Environment.GetEnvironmentVariable("VIOACTORS_MULTINODE_LOG") != "1";
        Assert.Empty(Witness.Overlaps(lines, IsExcused));
        Assert.Empty(Witness.Lost(lines));
        _output.WriteLine($"the singleton began {lines.Count(line => line is { Kind: 'B', Entity: "single" })} times");
        _output.WriteLine($"{lines.Count(line => line.Kind == 'A')} acts of {lines.Count(line => line.Kind == 'B')} owners, "
            + $"{lines.Count(line => line.Kind == 'K')} acknowledged events all recovered, "
            + $"{Witness.Overlaps(lines, _ => false).Count} acts were under way when their process was frozen");
    }

    /// <summary>Begun before the process was frozen.</summary>
    public bool IsExcused(Witness.Line act) => _frozen.Any(frozen => frozen.Node == act.Node && act.Begun < frozen.From);

    /// <summary>What the nodes say.</summary>
    public string Describe() => string.Join('\n', Nodes.Select(node => $"{node.Name} ended={node.HasEnded} {node.State}\n{node.Errors}"));

    public async ValueTask DisposeAsync()
    {
        if (!_judged)
            _output.WriteLine(Describe());
        foreach (var node in Live)
            node.Kill();
        foreach (var node in Nodes)
            await node.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Config(string host, string database)
    {
        var connection = $"Host={database};Database=postgres;Username=spec;Timeout=5;Command Timeout=10";
        return $$"""
            akka {
              loglevel = WARNING
              actor {
                provider = cluster
                serializers.note = "Akka.MultiNode.Tests.Node.NoteSerializer, Akka.MultiNode.Tests"
                serialization-bindings { "Akka.MultiNode.Tests.Node.Note, Akka.MultiNode.Tests" = note }
              }
              remote.dot-netty.tcp { hostname = "{{host}}", port = 0, allow-plaintext = on }
              cluster.sharding { passivate-idle-entity-after = off, retry-interval = 500ms, coordinator-failure-backoff = 500ms }
              cluster.membership { provider = postgresql, connection-string = "{{connection}}", {{Times.Membership}} }
              persistence {
                {{Times.Breakers}}
                journal { plugin = "akka.persistence.journal.sql"
                  sql { provider-name = "PostgreSQL.15", connection-string = "{{connection}}" } }
                snapshot-store { plugin = "akka.persistence.snapshot-store.sql"
                  sql { provider-name = "PostgreSQL.15", connection-string = "{{connection}}" } }
              }
            }
            """;
    }
}
