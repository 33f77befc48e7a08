using Akka.Actor;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// The medium that an optical drive holds, attached at this VIOS. While its unit is not served here the drive has none, and it is asked
/// for again. Thread-safe.
/// </summary>
/// <param name="logicalUnits">Attaches LUs.</param>
internal sealed class LoadedMedium(IActorRef logicalUnits, TimeProvider time)
{
    private const int AttemptsMax = 50;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A change of the drive is in force after this time even if the medium cannot be had now.</summary>
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile Wish? _wanted;
    private volatile LuAttached? _attached;
    private Task _attaching = Task.CompletedTask;
    private int _version;

    /// <summary>Grows with each change of the medium.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Null: the drive is empty, or its medium is not served here now.</summary>
    public LuAttached? Current
    {
        get
        {
            var attached = _attached;
            if (attached is { Owner.IsClosed: false } || _wanted is null)
                return attached;
            lock (_gate)
            {
                if (_attaching.IsCompleted)
                    _attaching = AttachAsync();
            }

            return null;
        }
    }

    /// <summary>Ends when the medium is attached, or can not be had for now. The same one as before changes nothing.</summary>
    public Task LoadAsync(LuUdid? medium)
    {
        lock (_gate)
        {
            if (_wanted?.Medium == medium)
                return Task.CompletedTask;
            _wanted = medium is { } lu ? new Wish(lu) : null;
            _attached = null;
            _version++;
            _attaching = medium is null ? Task.CompletedTask : AttachAsync();
        }

        return WhenLoadedAsync();
    }

    /// <summary>Ends when nothing is under way, at the latest after a few seconds.</summary>
    public async Task WhenLoadedAsync() =>
        await _attaching.WaitAsync(LoadLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task AttachAsync()
    {
        var wanted = _wanted!;
        for (var attempt = 0; attempt < AttemptsMax && _wanted == wanted; attempt++)
        {
            try
            {
                if (await logicalUnits.Ask<object>(new AttachLu(wanted.Medium), AnswerLimit).ConfigureAwait(false) is LuAttached attached)
                {
                    lock (_gate)
                        _attached = _wanted == wanted ? attached : _attached;
                    return;
                }
            }
            catch (AskTimeoutException)
            {
                // It is asked again.
            }

            await Task.Delay(Pause, time).ConfigureAwait(false);
        }
    }

    private sealed record Wish(LuUdid Medium);
}
