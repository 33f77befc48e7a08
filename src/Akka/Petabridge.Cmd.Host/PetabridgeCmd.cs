using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Petabridge.Cmd.Host.Palettes;
using Petabridge.Cmd.Host.Server;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host;

/// <summary>
/// The command host of an actor system: <c>pbm</c> clients connect to it over TCP, learn its palettes and run their commands. One per
/// actor system.
/// Thread-safe.
/// </summary>
public sealed class PetabridgeCmd : IExtension
{
    private static readonly PetabridgeCmdProvider Provider = new();
    private readonly Lock _gate = new();
    private readonly CmdSettings _settings;
    private readonly TaskCompletionSource<IPEndPoint> _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<RegisteredPalette> _palettes = [];
    private bool _started;

    internal PetabridgeCmd(ExtendedActorSystem system)
    {
        Sys = system;
        _settings = CmdSettings.Read(system.Settings.Config);

        // Nobody has to wait for the address; a failed bind is in the log already.
        _ = _bound.Task.ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        RegisterCommandPalette(new ActorCommands());
        RegisterCommandPalette(new LogCommands(_settings.LogMemory));
        RegisterCommandPalette(new SystemCommands());
        RegisterCommandPalette(new UptimeCommands());
    }

    public ActorSystem Sys { get; }

    /// <summary>
    /// Where the host listens: set once <see cref="Start"/> has bound the port, faulted when it could not. An addition to the API that
    /// this
    /// package stands in for, meant for tests on port 0.
    /// </summary>
    public Task<IPEndPoint> BoundAddress => _bound.Task;

    public static PetabridgeCmd Get(ActorSystem system) => Provider.Get(system);

    /// <summary>Makes a palette known to clients that connect from now on.</summary>
    /// <exception cref="ArgumentException">A palette of the same module is registered, there are too many, or this one is too large to
    /// send.</exception>
    public void RegisterCommandPalette(CommandPaletteHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var palette = RegisteredPalette.From(handler);
        lock (_gate)
        {
            CheckRoomFor(palette);
        }

        handler.OnRegister(this);
        lock (_gate)
        {
            CheckRoomFor(palette);
            _palettes = _palettes.Add(palette);
        }
    }

    /// <summary>Begins to listen. Returns at once; a second call does nothing. A port that is taken is an error in the log.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_started)
            {
                return;
            }

            _started = true;
        }

        Sys.ActorOf(Props.Create<HostActor>(_settings, (Func<ImmutableArray<RegisteredPalette>>)Palettes, _bound), "petabridge.cmd");
    }

    private ImmutableArray<RegisteredPalette> Palettes()
    {
        lock (_gate)
        {
            return _palettes;
        }
    }

    private void CheckRoomFor(RegisteredPalette palette)
    {
        if (_palettes.Any(p => p.Module.Equals(palette.Module, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"A command palette for the module [{palette.Module}] is registered already.");
        }

        if (_palettes.Length == WireLimits.PalettesMax)
        {
            throw new ArgumentException($"The module [{palette.Module}] is one too many: {WireLimits.PalettesMax} are there.");
        }
    }
}
