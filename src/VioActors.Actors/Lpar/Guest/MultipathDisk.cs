using Akka.Actor;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// The guest's multipath driver (MPIO, IO-4): one disk through several adapters. A command goes through the preferred path; where that
/// fails it is
/// repeated through the next one, and waits while none works. Not thread-safe: owned by the guest's actor.
/// </summary>
internal sealed class MultipathDisk
{
    private readonly Dictionary<SlotNumber, IActorRef> _adapters;
    private readonly ulong _lunField;
    private readonly IActorRef _driver;
    private readonly Dictionary<SlotNumber, GuestPath> _paths;
    private readonly Dictionary<long, Command> _running = [];
    private readonly Queue<Command> _waiting = [];
    private SlotNumber _preferred;
    private long _lastId;

    public MultipathDisk(IReadOnlyDictionary<SlotNumber, IActorRef> adapters, ulong lunField, IActorRef driver)
    {
        _adapters = adapters.ToDictionary();
        _lunField = lunField;
        _driver = driver;
        _paths = adapters.ToDictionary(adapter => adapter.Key, adapter => Connecting(adapter.Key, adapter.Value));
        _preferred = adapters.Keys.Order().FirstOrDefault();
    }

    /// <summary>How a command ended: whether it succeeded, why not, and the bytes that it read.</summary>
    public delegate void Ended(bool good, string detail, ReadOnlySpan<byte> dataIn);

    public long PathSwitches { get; private set; }

    public int WaitingCount => _waiting.Count;

    /// <summary>Some path has worked: before that the operating system is not loaded yet.</summary>
    public bool HasWorked { get; private set; }

    public IReadOnlyList<GuestPath> Paths => [.. _paths.Values.OrderBy(path => path.Slot)];

    public void Start(ReadOnlyMemory<byte> cdb, ReadOnlyMemory<byte> dataOut, int dataInSizeBytes, Ended ended) =>
        Send(new Command(++_lastId, cdb, dataOut, dataInSizeBytes, ended));

    /// <summary>An adapter connected or lost its connection.</summary>
    public void Note(AdapterState state)
    {
        if (!_paths.TryGetValue(state.Slot, out var path))
            return;
        HasWorked |= state.Connected;
        _paths[state.Slot] = path with { Enabled = state.Connected, Detail = state.Detail };
        RetryWaiting();
    }

    /// <summary>Sends what waits for a path, if there is one. A path that failed is tried again here.</summary>
    public void RetryWaiting()
    {
        for (var count = _waiting.Count; count > 0; count--)
            Send(_waiting.Dequeue());
    }

    /// <summary>Why nothing works, for people.</summary>
    public string DescribePaths() => string.Join(
        "; ", Paths.Select(path => $"{path.Adapter} {(path.Enabled ? "enabled" : $"failed: {path.Detail}")}"));

    /// <summary>One more path.</summary>
    public void Add(SlotNumber slot, IActorRef adapter)
    {
        _adapters[slot] = adapter;
        _paths[slot] = Connecting(slot, adapter);
        if (_adapters.Count == 1)
            _preferred = slot;
    }

    /// <summary>A path is taken away: nothing more goes through it; what is under way there ends as it ends.</summary>
    public void Remove(SlotNumber slot)
    {
        _adapters.Remove(slot);
        _paths.Remove(slot);
    }

    public void End(AdapterIoEnded ended)
    {
        if (!_running.Remove(ended.Id, out var command))
        {
            ended.DataIn?.Dispose();
            return;
        }

        if (ended.Result == AdapterIoResult.PathFailed)
        {
            Switch(command, ended);
            return;
        }

        using var dataIn = ended.DataIn;
        command.Ended(ended.Result == AdapterIoResult.Good, ended.Detail, dataIn is null ? [] : dataIn.Span);
    }

    private void Send(Command command)
    {
        if (Choose(command) is not { } slot)
        {
            command.Failed.Clear();
            _waiting.Enqueue(command);
            return;
        }

        _running.Add(command.Id, command);
        _adapters[slot].Tell(new AdapterIo(command.Id, _lunField, command.Cdb, command.DataOut, command.DataInSizeBytes), _driver);
    }

    /// <summary>The preferred path if it works, else any other which has not failed this command.</summary>
    private SlotNumber? Choose(Command command)
    {
        foreach (var slot in _adapters.Keys.Order().OrderBy(slot => slot == _preferred ? 0 : 1))
        {
            if (_paths[slot].Enabled && !command.Failed.Contains(slot))
                return slot;
        }

        return null;
    }

    private void Switch(Command command, AdapterIoEnded ended)
    {
        command.Failed.Add(ended.Slot);
        if (Choose(command) is { } other)
        {
            PathSwitches++;
            _preferred = other;
        }

        Send(command);
    }

    private static GuestPath Connecting(SlotNumber slot, IActorRef adapter) =>
        new(slot, false, "connecting") { Adapter = adapter.Path.Name };

    private sealed record Command(long Id, ReadOnlyMemory<byte> Cdb, ReadOnlyMemory<byte> DataOut, int DataInSizeBytes, Ended Ended)
    {
        /// <summary>Paths on which it failed since it last waited.</summary>
        public HashSet<SlotNumber> Failed { get; } = [];
    }
}
