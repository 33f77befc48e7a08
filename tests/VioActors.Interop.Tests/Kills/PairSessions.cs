using VioActors.Initiator;

namespace VioActors.Interop.Tests.Kills;

/// <summary>A session with each unit of a <see cref="CopiedPair"/> through one VIOS. One command at a time.</summary>
internal sealed class PairSessions : IAsyncDisposable
{
    public const int FirstLun = 21;
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);
    private readonly List<IscsiSession> _sessions = [];
    private readonly List<byte[]> _pages = [];

    /// <param name="first">URL of the client's first unit.</param>
    /// <param name="isid">Of the first session; the second one has the next.</param>
    /// <exception cref="IOException">The target died meanwhile.</exception>
    public static async Task<PairSessions> OpenAsync(string first, ulong isid)
    {
        var opened = new PairSessions();
        try
        {
            for (var unit = 0; unit < 2; unit++)
            {
                var target = IscsiTarget.Parse(first) with { Lun = FirstLun + unit };
                opened._sessions.Add(await LoginAsync(target, (2 * isid) + (ulong)unit));
                var page = new byte[255];
                await opened.DoAsync(unit, CopyCommand.Identify, dataIn: page);
                opened._pages.Add(page);
            }

            return opened;
        }
        catch (IOException)
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies from a unit to the other one, as two segments one behind the other.</summary>
    public Task CopyAsync(int source, (int From, int To, int Bytes) range)
    {
        var half = range.Bytes / 2;
        var (cdb, list) = CopyCommand.Make(
            [_pages[source], _pages[1 - source]],
            (range.From, range.To, half), (range.From + half, range.To + half, range.Bytes - half));
        return DoAsync(source, cdb, list);
    }

    /// <summary>Repeats what the target asks to have repeated, as a driver does.</summary>
    /// <exception cref="IOException">The target is dead; whether it was done is not known.</exception>
    public async Task DoAsync(int unit, byte[] cdb, ReadOnlyMemory<byte> dataOut = default, Memory<byte> dataIn = default)
    {
        using var pauses = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var hung = new CancellationTokenSource(HungAfter);
        ScsiOutcome outcome;
        while (!(outcome = await _sessions[unit].ExecuteAsync(cdb, dataOut, dataIn).WaitAsync(hung.Token)).IsGood)
        {
            Assert.True(outcome.IsUnitAttention || outcome.MayGoLater, $"{outcome}");
            await pauses.WaitForNextTickAsync(hung.Token);
        }
    }

    /// <summary>Again for as long as the target does not take it, which may have lost a part of the VIOS DB just now.</summary>
    private static async Task<IscsiSession> LoginAsync(IscsiTarget target, ulong isid)
    {
        using var pauses = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var hung = new CancellationTokenSource(HungAfter);
        while (true)
        {
            try
            {
                return await IscsiSession.LoginAsync(target, "iqn.2026-11.test:copies", isid, hung.Token);
            }
            catch (IOException) when (!hung.IsCancellationRequested)
            {
                await pauses.WaitForNextTickAsync(hung.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
    }
}
