using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Petabridge.Cmd.Host;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Cec;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Images;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Phyp;
using VioActors.Actors.Pool;
using VioActors.Actors.San;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Management;
using VioActors.Management.Backups;
using VioActors.Management.Http;
using VioActors.Node.Commands;
using VioActors.Node.Iscsi;
using VioActors.Pbm.Palettes;
using VioActors.Persistence.Backup;
using VioActors.Persistence.LocalStore;

namespace VioActors.Node.Dev;

/// <summary>
/// The dev role: one CEC with its PHYP, its VIOSes, the shared VIOS DB and a built-in client partition, all in one process. Start
/// once, stop once.
/// </summary>
public sealed class DevSystem : IAsyncDisposable
{
    private readonly DevEnvironment _environment;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, RunningVios> _vioses = new();
    private readonly DevIdentity _identity;
    private readonly CecHardware _hardware;
    private readonly ChapVault _chap;
    private readonly PartFacts _parts;
    private CecPortal? _portal;
    private bool _stopped;

    private DevSystem(DevEnvironment environment, FileStream @lock, ActorSystem system, DevIdentity identity)
    {
        _environment = environment;
        _lock = @lock;
        System = system;
        _identity = identity;
        _chap = new ChapVault(DevBackup.KeyOf(environment.Settings.DataDirectory, RandomNumberGenerator.Create()));
        _hardware = DevHardware.Of(environment.Settings.Cec, identity, environment.Settings.ViosNames);
        var cec = identity.Cec;
        var media = new PoolMedia(environment.Settings.ClusterName, TimeProvider.System);
        var aggregates = AggregateSettings.Default with { PrimaryLease = environment.Settings.PrimaryLease };
        ViosDb = system.ActorOf(Props.Create(() => new ViosDbActor(media, environment.Time, aggregates)), "vios-db");
        var wwpns = DevNpiv.LedgerOf(environment.Settings, environment.Settings.DataDirectory, cec, isOnlyMachine: true);
        var definitions = AggregateKeeperActor.Of(Props.Create(() => new PartitionsActor(cec, wwpns)));
        var images = new ImageEnvironment(ViosDb, environment.Ids) { Pool = PoolName.Parse(environment.Settings.Pool.Name) };
        CecActor = system.ActorOf(
            Props.Create(() => new CecActor(definitions, environment.Settings.Phyp, environment.Time, null, images)),
            $"cec-{cec.Serial}");
        var (viosDb, depth, time) = (ViosDb, environment.Settings.Iscsi.QueueDepthMax, environment.Time);
        San = system.ActorOf(Props.Create(() => new SanActor(viosDb, depth, time)), "san");
        var db = new SqliteViosDb(DevBackup.DatabaseOf(environment.Settings));
        _parts = new PartFacts(db, PoolName.Parse(environment.Settings.Pool.Name));
        var backup = DevBackup.OfCluster(environment, environment.Settings.DataDirectory, ViosDb, db, node => ActorOf(node.Vios));
        ClusterBackup = system.ActorOf(Props.Create(() => new ClusterBackupActor(backup)), "cluster-backup");
    }

    public ActorSystem System { get; }

    public CecId Cec => _identity.Cec;

    /// <summary>Takes every command and query for the shared VIOS DB.</summary>
    public IActorRef ViosDb { get; }

    /// <summary>The CEC; its hypervisor is its child <c>phyp</c>.</summary>
    public IActorRef CecActor { get; }

    /// <summary>The storage area network that the machine is cabled to.</summary>
    public IActorRef San { get; }

    /// <summary>The VIOS API; null when it is switched off.</summary>
    public ManagementNode? Management { get; private set; }

    /// <summary>Backup and restore of the whole cluster.</summary>
    public IActorRef ClusterBackup { get; }

    /// <summary>The built-in client partition; null when it is switched off.</summary>
    public IActorRef? Lpar { get; private set; }

    /// <summary>Where initiators without paths of their own to several VIOSes are sent to one that serves them, <c>host:port</c>.</summary>
    public string PortalAddress => _portal?.Address ?? "";

    /// <summary>The VIOSes that run now, by name.</summary>
    public IReadOnlyDictionary<string, IActorRef> Vioses => _vioses.ToDictionary(vios => vios.Key, vios => vios.Value.Actor);

    public VioActorsSettings Settings => _environment.Settings;

    /// <summary>Where pbm connects to, <c>host:port</c>.</summary>
    public string PbmAddress { get; private set; } = "";

    /// <summary>Target name of a client partition.</summary>
    public string TargetNameOf(string client) => TargetEntries.NameOf(Settings, client);

    /// <summary>Starts everything; completes when every VIOS serves and, at first start, the pool and its LUs are made.</summary>
    /// <exception cref="SettingsException">The data folder is in use, or belongs to another machine.</exception>
    /// <exception cref="DevStartException">A part did not start; the message says which and why.</exception>
    public static async Task<DevSystem> StartAsync(Config config, DevEnvironment environment, CancellationToken cancellation)
    {
        Directory.CreateDirectory(environment.Settings.DataDirectory);
        var @lock = Lock(environment.Settings.DataDirectory);
        DevSystem? dev = null;
        try
        {
            var identity = DevIdentity.LoadOrCreate(environment.Settings, environment.Ids, environment.Random);
            var system = ActorSystem.Create("vio", DevConfiguration.WithStores(config, environment.Settings));
            dev = new DevSystem(environment, @lock, system, identity);
            await dev.BringUpAsync(cancellation).ConfigureAwait(false);
            return dev;
        }
        catch
        {
            if (dev is not null)
                await dev.DisposeAsync().ConfigureAwait(false);
            else
                await @lock.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the actor of a VIOS how it is.</summary>
    public Task<ViosReport> ReportOfAsync(string vios) =>
        _vioses[vios].Actor.Ask<ViosReport>(GetViosReport.Instance, DevEnvironment.AnswerLimit);

    /// <summary>Stops one VIOS in order: its sessions are closed, the DB is told.</summary>
    public async Task StopViosAsync(string vios, string reason)
    {
        if (!_vioses.Remove(vios, out var running))
            return;
        running.Actor.Tell(new StopVios(reason), ActorRefs.NoSender);
        await running.Ended.ConfigureAwait(false);
        await running.Definition.Transport.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts one VIOS; completes when it serves.</summary>
    /// <exception cref="DevStartException">It runs already, there is none of that name, or it does not serve; the message says
    /// why.</exception>
    public async Task StartViosAsync(string vios, CancellationToken cancellation)
    {
        if (!_identity.Vioses.ContainsKey(vios))
            throw new DevStartException($"Cannot start VIOS {vios}: there is none of that name; vio-actors.vios lists them.");
        if (_vioses.TryGetValue(vios, out var former))
        {
            if (!former.Gone.IsCompleted)
                throw new DevStartException($"Cannot start VIOS {vios}: it runs already; stop it first.");
            await former.Ended.ConfigureAwait(false);
            await former.Definition.Transport.DisposeAsync().ConfigureAwait(false);
        }

        var definition = await DefineAsync(vios).ConfigureAwait(false);
        Launch(definition);
        await DevWaiting.UntilServingAsync(this, vios, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends everything in order: partitions, VIOSes, database. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        if (Management is { } management)
            await management.DisposeAsync().ConfigureAwait(false);
        if (Lpar is { } lpar)
            await lpar.GracefulStop(DevEnvironment.AnswerLimit).ConfigureAwait(false);
        await EndMachinesAsync().ConfigureAwait(false);
        foreach (var vios in _vioses.Keys.ToList())
            await StopViosAsync(vios, "the system stops").ConfigureAwait(false);
        await System.Terminate().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task BringUpAsync(CancellationToken cancellation)
    {
        var definitions = new List<ViosDefinition>();
        foreach (var name in Settings.ViosNames)
            definitions.Add(await DefineAsync(name).ConfigureAwait(false));
        var provisioning = new DevProvisioning(ViosDb, CecActor, definitions[0].Phyp, Cec, _environment, false);
        var members = definitions.Select(vios => new NodeDefinition(vios.Vios, vios.Name, vios.Drc)).ToList();
        await provisioning.CreateClusterAsync(members, definitions[0].Incarnation).ConfigureAwait(false);
        await provisioning.DefineHardwareAsync(Cec, _hardware).ConfigureAwait(false);
        var vioses = Settings.ViosNames.ToDictionary(name => _identity.Vioses[name]);
        await provisioning.DefineFabricAsync(_hardware, vioses).ConfigureAwait(false);
        await provisioning.CreatePoolAsync().ConfigureAwait(false);

        // All VIOSes of the dev role live in this process: none of them was up.
        await GrantsOfVioses.LosePowerAsync(ViosDb, PoolName.Parse(Settings.Pool.Name), cancellation).ConfigureAwait(false);
        foreach (var definition in definitions)
            Launch(definition);
        foreach (var definition in definitions)
            await DevWaiting.UntilServingAsync(this, definition.Name, cancellation).ConfigureAwait(false);
        var lpar = await provisioning.MapClientsAsync(members).ConfigureAwait(false);
        await DevWaiting.UntilMappedAsync(this, cancellation).ConfigureAwait(false);
        if (lpar is not null)
            Lpar = await provisioning.ActivateAsync(lpar).ConfigureAwait(false);
        await ProvideMachinesAsync(definitions[0].Phyp).ConfigureAwait(false);
        Management = await StartManagementAsync(definitions[0].Phyp, cancellation).ConfigureAwait(false);
        StartPbm(definitions[0].Phyp);
        PbmAddress = await DevWaiting.UntilListeningAsync(System, cancellation).ConfigureAwait(false);
    }

    /// <summary>The portal that machines look for their disks at, then the machines that have outlived this process.</summary>
    private async Task ProvideMachinesAsync(IActorRef phyp)
    {
        var log = Logging.GetLogger(System, "iscsi-cec");
        try
        {
            _portal = CecPortal.Start(
                Settings, phyp, TargetNameOf, ClusterChap.At(ViosDb, () => _chap), _environment.Time, line => log.Info("{0}", line));
        }
        catch (IOException cause)
        {
            throw new DevStartException(cause.Message);
        }

        var machines = new MachineEnvironment(Settings.Qemu, _portal.Address, TargetNameOf, _environment.Time);
        await CecActor.Ask<Ok>(new ProvideMachines(machines), DevEnvironment.AnswerLimit).ConfigureAwait(false);
    }

    private async Task EndMachinesAsync()
    {
        if (_portal is not { } portal)
            return;
        try
        {
            await CecActor.Ask<Ok>(new ShutDownMachines(), Settings.Qemu.ShutdownLimit + DevEnvironment.AnswerLimit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            Logging.GetLogger(System, nameof(DevSystem)).Warning("Not every machine shut down; what is left of them is ended.");
        }

        await portal.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ViosDefinition> DefineAsync(string name)
    {
        var phyp = (await CecActor.Ask<PhypFound>(new GetPhyp(), DevEnvironment.AnswerLimit).ConfigureAwait(false)).Phyp;
        var partition = await DevProvisioning.DefineAsync(phyp, name, PartitionKind.Vios).ConfigureAwait(false);
        var drc = new DrcName(Cec, partition.Id, null);
        var uuid = _identity.Vioses[name];
        var store = OpenStore(name, uuid);
        var port = Settings.Iscsi.PortFirst == 0 ? 0 : Settings.Iscsi.PortFirst + Settings.ViosNames.ToList().IndexOf(name);
        if (!IPAddress.TryParse(Settings.Iscsi.Listen, out var address))
            throw new SettingsException([$"vio-actors.iscsi.listen is '{Settings.Iscsi.Listen}': allowed is an IP address of this host."]);
        var log = Logging.GetLogger(System, $"iscsi-{name}");
        return new ViosDefinition
        {
            Vios = uuid,
            Name = name,
            Drc = drc,
            Incarnation = store.BeginIncarnation(),
            Pool = PoolName.Parse(Settings.Pool.Name),
            Settings = Settings,
            SoftwareVersion = DevEnvironment.SoftwareVersion,
            ViosDb = ViosDb,
            Phyp = phyp,
            StorageAdapter = _hardware.StorageAdapterOf(uuid)?.Name,
            LocalStore = store,
            ClusterBackup = ClusterBackup,
            San = San,
            Backup = DevBackup.Of(
                Settings, name, Settings.DataDirectory, System.ActorSelection("/user/management"), _parts, RandomNumberGenerator.Create()),
            Transport = new IscsiTransport(
                Settings.Iscsi, new IPEndPoint(address, port), _environment.Time,
                RandomNumberGenerator.Create(), line => log.Info("{0}", line)),
            ClusterSecret = ClusterSecretFile.LoadOrCreate(Settings.DataDirectory),
            Time = _environment.Time,
        };
    }

    private async Task<ManagementNode?> StartManagementAsync(IActorRef phyp, CancellationToken cancellation)
    {
        var settings = ApiSettings.Read(System.Settings.Config);
        if (!settings.Enabled)
            return null;
        var options = new ManagementOptions(
            ViosDb, new Dictionary<string, IActorRef> { [Cec.ToString()] = phyp }, "dev", [Settings.Pool.Name],
            Path.Combine(Settings.DataDirectory, "management"), settings, _environment.Time, _environment.Ids,
            new BackupTargets(Settings.ClusterName, (_, vios) => ActorOf(vios), ClusterBackup),
            PbmCommandHost.Of(System, _environment.Time));
        try
        {
            return await ManagementNode.StartAsync(System, options, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is ApiStartException or IOException or UnauthorizedAccessException)
        {
            throw new DevStartException(cause.Message);
        }
    }

    private void StartPbm(IActorRef phyp)
    {
        var context = new PbmContext
        {
            ViosDb = ViosDb,
            Phyp = phyp,
            Vioses = () => Vioses,
            Lpar = () => Lpar,
            StopVios = name => StopViosAsync(name, "the administrator stopped it"),
            StartVios = name => StartViosAsync(name, CancellationToken.None),
            ClusterBackup = ClusterBackup,
            Chap = () => _chap,
            San = San,
            CecActor = CecActor,
            SanDirectory = Path.Combine(Settings.DataDirectory, "san"),
            Time = _environment.Time,
            ClusterName = Settings.ClusterName,
            Pool = PoolName.Parse(Settings.Pool.Name),
            Cec = Cec,
            Ids = _environment.Ids,
            Api = Management?.Local,
        };
        var pbm = PetabridgeCmd.Get(System);
        foreach (var palette in VioPalette.All(context))
            pbm.RegisterCommandPalette(palette);
        pbm.Start();
    }

    private ViosLocalStore OpenStore(string name, VioUuid uuid)
    {
        var folder = Path.Combine(Settings.DataDirectory, "vios", name);
        Directory.CreateDirectory(folder);
        return ViosLocalStore.Open(Path.Combine(folder, "odm.sqlite"), uuid, _environment.Time);
    }

    private void Launch(ViosDefinition definition)
    {
        // A name of its own for each start: that of a former one is free only some time after its end was told.
        var actor = System.ActorOf(Props.Create(() => new ViosActor(definition)), $"vios-{definition.Vios}-{definition.Incarnation}");
        var gone = actor.WatchAsync();
        _vioses[definition.Name] = new RunningVios(definition, actor, gone, EndGrantsAsync(definition, gone));
    }

    /// <summary>A VIOS whose actor has stopped writes nothing: the LUs need not wait for it.</summary>
    private async Task EndGrantsAsync(ViosDefinition definition, Task gone)
    {
        await gone.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(DevEnvironment.AnswerLimit, _environment.Time);
        try
        {
            await GrantsOfVioses.EndAsync(ViosDb, definition.Pool, definition.Vios, "it stopped", limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Logging.GetLogger(System, nameof(DevSystem)).Warning(
                "The grants of VIOS {0} are not ended at every LU: the DB did not answer. Its next start replaces them.", definition.Name);
        }
    }

    private IActorRef? ActorOf(VioUuid vios) =>
        _vioses.Values.FirstOrDefault(running => running.Definition.Vios == vios && !running.Ended.IsCompleted)?.Actor;

    /// <summary>Keeps others from using the data folder until it is closed.</summary>
    /// <exception cref="SettingsException">Another process uses it.</exception>
    internal static FileStream Lock(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingsException(
                [$"The data folder {dataDirectory} is in use by another process: stop that one, or give another with --data."]);
        }
    }

    /// <param name="Definition">Who it is.</param>
    /// <param name="Actor">Its actor.</param>
    /// <param name="Gone">Completes when the actor has stopped, told to or by itself.</param>
    /// <param name="Ended">Completes when nobody waits for it any more either.</param>
    private sealed record RunningVios(ViosDefinition Definition, IActorRef Actor, Task Gone, Task Ended);
}
