using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Akka.Actor;
using Akka.Configuration;
using VioActors.Actors.Aggregates;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Xml;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management.Commands;
using VioActors.Management.Http;
using VioActors.Management.Relay;
using VioActors.Management.Security;
using VioActors.Persistence.Wire;

namespace VioActors.Management.Tests.Fixtures;

/// <summary>A node with the real aggregates and a real HTTP server on a free port, on a folder of its own.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    public static readonly CecId Cec = CecId.Parse("9009.42A.7654321");
    public static readonly VioUuid Vios1 = new(new Guid("11111111-1111-4111-8111-111111111111"));
    public static readonly VioUuid Vios2 = new(new Guid("22222222-2222-4222-8222-222222222222"));
    public static readonly ClientKey Client5 = ClientKey.OfLpar(Cec, new PartitionId(5));
    public static readonly ClientKey Client6 = ClientKey.OfLpar(Cec, new PartitionId(6));

    private readonly Func<ApiSettings, ApiSettings> _adapt;
    private ActorSystem _system = null!;
    private ManagementNode _node = null!;
    private bool _isHost;

    private readonly ICommandHost? _commands;

    private ApiRig(Func<ApiSettings, ApiSettings> adapt, ICommandHost? commands) => (_adapt, _commands) = (adapt, commands);

    public string Folder { get; } = Directory.CreateTempSubdirectory("vio-api-").FullName;

    public IActorRef Db { get; private set; } = null!;

    public ActorSystem System => _system;

    public ManagementNode Node => _node;

    public Uri Address => _node.Address;

    public string AuditPath => Path.Combine(Folder, "management", "audit.log");

    /// <summary>A cluster of two VIOSes, the first registered, with a pool of 64 chunks of 1 MiB.</summary>
    public static async Task<ApiRig> StartAsync(
        Func<ApiSettings, ApiSettings>? adapt = null, ICommandHost? commands = null)
    {
        var rig = new ApiRig(adapt ?? (settings => settings), commands);
        rig.StartSystem();
        await rig.AskAsync<IReply>(new CreateCluster(
            ClusterName.Parse("c1"),
            new ViosRegistration(Vios1, "vios1", Drc(1), 1, "", [], [], [], []),
            [new NodeDefinition(Vios2, "vios2", Drc(2))]));
        await rig.RegisterAsync(Vios1, "vios1", 1);
        await rig.AskAsync<IReply>(new DefineVios(Vios2, Drc(2), []));
        var pv = new PvDefinition(
            new PvId(new Guid("33333333-3333-4333-8333-333333333333")), PvName.Parse("pv1"), "/pvs/pv1", 64, Tier.System,
            DiskGroupName.Default, FailureGroupName.Default);
        await rig.AskAsync<IReply>(new CreatePool(PoolName.Parse("pool0"), 1 << 20, [pv], PoolThresholds.Default));
        await rig.StartNodeAsync();
        return rig;
    }

    public static DrcName Drc(int partition) => new(Cec, new PartitionId(partition), null);

    /// <summary>Stops the node and its database in order and starts them again on the same folder.</summary>
    /// <param name="whileDown">Run against the database while nobody serves the API.</param>
    public async Task RestartAsync(Func<Task>? whileDown = null)
    {
        await _node.DisposeAsync();
        await _system.Terminate();
        StartSystem();
        await (whileDown?.Invoke() ?? Task.CompletedTask);
        await StartNodeAsync();
    }

    public Task RegisterAsync(VioUuid vios, string name, long incarnation) => RegisterAsync(new ViosRegistration(
        vios, name, Drc(vios == Vios1 ? 1 : 2), incarnation, "", [new LayerState(StackLayer.Clustering, LayerStatus.Up, "")],
        [new ComponentVersion("vio-actors", "0.1.0")], ["127.0.0.1:3260"], []));

    public async Task RegisterAsync(ViosRegistration registration)
    {
        await AskAsync<IReply>(new RegisterVios(registration, []));
        await AskAsync<IReply>(new DefineVios(registration.Vios, registration.Drc, registration.Portals));
    }

    /// <summary>Asks the VIOS DB; a refusal fails the test.</summary>
    public async Task<T> AskAsync<T>(object message)
    {
        var answer = await Db.Ask<object>(message, Limit);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsAssignableFrom<T>(answer);
    }

    /// <summary>Asks the management actor itself.</summary>
    public Task<T> ManagementAsync<T>(object message) => _system.ActorSelection("/user/management").Ask<T>(message, Limit);

    public string AdminToken() => File.ReadAllText(_node.AdminTokenPath).Trim();

    /// <summary>Adds a token to the file that the node reads.</summary>
    public string TokenOf(VioRole role, string name) =>
        new TokenFile(Path.Combine(Folder, "management", "tokens.json"), TimeProvider.System).Add(name, role);

    public VioApiClient Client(string? token = null) => new(Address, token ?? AdminToken());

    /// <summary>Posts bytes as they are. Whatever comes back must be valid by the published schema.</summary>
    public async Task<(int Status, VioResponse Response)> PostAsync(byte[] body, string? token, string? path = null)
    {
        using var http = new HttpClient { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Post, path is null ? Address : new Uri(Address, path));
        request.Content = new ByteArrayContent(body);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        PublishedSchema.AssertValid(XDocument.Parse(Encoding.UTF8.GetString(bytes)));
        return ((int)answer.StatusCode, VioXml.ReadResponse(bytes));
    }

    public Task<(int Status, VioResponse Response)> PostAsync(string body, string? token) => PostAsync(Encoding.UTF8.GetBytes(body), token);

    /// <summary>Starts it again as a process that answers what others bring, without HTTP of its own.</summary>
    public async Task<RelayedApi> RestartAsHostAsync()
    {
        await _node.DisposeAsync();
        await _system.Terminate();
        StartSystem();
        _isHost = true;
        return new RelayedApi(_system.ActorOf(ApiHostActor.Props(Options())), Limit * 2);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isHost)
        {
            await _node.DisposeAsync();
        }

        await _system.Terminate();
        Directory.Delete(Folder, recursive: true);
    }

    private void StartSystem()
    {
        var file = Path.Combine(Folder, "vios-db.sqlite");
        _system = ActorSystem.Create("api", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              stdout-loglevel = ERROR
              persistence {
                journal {
                  plugin = "akka.persistence.journal.sql"
                  sql { connection-string = "Data Source={{file}}", provider-name = "SQLite.MS" }
                }
                snapshot-store {
                  plugin = "akka.persistence.snapshot-store.sql"
                  sql { connection-string = "Data Source={{file}}", provider-name = "SQLite.MS" }
                }
              }
            }
            """)
            .WithFallback(DomainSerializer.DefaultConfiguration)
            .WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration));
        Db = _system.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)), "vios-db");
    }

    private async Task StartNodeAsync() => _node = await ManagementNode.StartAsync(_system, Options(), CancellationToken.None);

    private ManagementOptions Options() => new(
        Db, new Dictionary<string, IActorRef>(), "node1", ["pool0"], Path.Combine(Folder, "management"), _adapt(ApiSettings.Default),
        TimeProvider.System, new RandomIds(), Commands: _commands);

    private sealed class RandomIds : IIdSource
    {
        public Guid Next() => Guid.NewGuid();
    }

    private sealed class NoEraser : IChunkEraser
    {
        public Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation) => Task.CompletedTask;
    }
}
