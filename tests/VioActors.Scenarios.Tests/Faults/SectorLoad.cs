using VioActors.Scenarios.Tests.Fixtures;

namespace VioActors.Scenarios.Tests.Faults;

/// <summary>
/// Random load on one LU through several VIOSes, which goes on until it is ended; any command that fails, or byte that is wrong, fails it.
/// </summary>
internal sealed class SectorLoad
{
    private readonly DevRig _rig;
    private readonly string _lu;
    private readonly string[] _vioses;
    private readonly SectorBook _book;
    private readonly SemaphoreSlim _done = new(0);
    private List<Task> _workers = [];
    private int _stamp;
    private bool _isOver;

    private SectorLoad(DevRig rig, string lu, string[] vioses, int sectors) =>
        (_rig, _lu, _vioses, _book) = (rig, lu, vioses, new SectorBook(sectors));

    /// <param name="sectors">Size of the LU.</param>
    /// <param name="vioses">At most two.</param>
    public static async Task<SectorLoad> StartAsync(DevRig rig, string lu, int sectors, params string[] vioses)
    {
        var load = new SectorLoad(rig, lu, vioses, sectors);
        for (var number = 0; number < vioses.Length; number++)
        {
            var (initiator, lun) = await rig.LoginAsync(vioses[number], lu, 50);
            var worker = new SectorWorker(
                load._book, initiator, lun, number, new Random(number), () => load._done.Release(),
                () => Interlocked.Increment(ref load._stamp));
            load._workers.Add(Task.Run(() => worker.RunAsync(() => Volatile.Read(ref load._isOver))));
        }

        return load;
    }

    /// <summary>Until so many more commands have ended well.</summary>
    public async Task GoesOnAsync(int count)
    {
        while (_done.Wait(0))
        {
            // Of before.
        }

        for (var ended = 0; ended < count; ended++)
            await await Task.WhenAny([_done.WaitAsync(), .. _workers]);
    }

    /// <summary>Ends it, and compares all bytes through each VIOS.</summary>
    public async Task EndAsync()
    {
        Volatile.Write(ref _isOver, true);
        await Task.WhenAll(_workers);
        _workers = [];
        foreach (var vios in _vioses)
        {
            var (initiator, lun) = await _rig.LoginAsync(vios, _lu, 51);
            var problem = _book.Check(0, await initiator.ReadAsync(lun, 0, _book.SectorCount * SectorBook.SectorBytes));
            Assert.True(problem is null, $"{_lu} through {vios}: {problem}.");
        }
    }
}
