namespace VioActors.Initiator.Checking;

/// <summary>
/// Reads and writes stamped blocks on one disk and records all of it. What it is answered other than GOOD is an error, and is kept. Its
/// workers run at once, each one command at a time.
/// </summary>
/// <param name="name">For people, and part of the numbers of its writes.</param>
/// <param name="number">0 to 99, unique among the clients of a history.</param>
public sealed class BlockClient(string name, int number, MultipathDisk disk, BlockHistory history, int blockSizeBytes, TimeProvider time)
{
    private const int ClientsMax = 100;
    private readonly Lock _sync = new();
    private readonly List<string> _errors = [];
    private long _writes;
    private long _commands;
    private TimeSpan _longest;

    public string Name => name;

    public MultipathDisk Disk => disk;

    /// <summary>Commands answered.</summary>
    public long Commands => Volatile.Read(ref _commands);

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_sync)
                return [.. _errors];
        }
    }

    /// <summary>The longest time that a command took.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_sync)
                return _longest;
        }
    }

    /// <summary>Forgets the longest time until now.</summary>
    public void BeginPhase()
    {
        lock (_sync)
            _longest = TimeSpan.Zero;
    }

    /// <summary>Reads and writes at random until told otherwise.</summary>
    /// <param name="workers">Commands at once.</param>
    /// <param name="blockCount">Blocks 0 to this.</param>
    /// <param name="writePercent">Share of writes.</param>
    /// <param name="seed">Of the choice.</param>
    /// <param name="enough">Ends it after the commands that run.</param>
    /// <param name="giveUp">Ends the commands that run, too: their writes may or may not have been carried out.</param>
    public Task RunAsync(
        int workers, int blockCount, int writePercent, int seed, CancellationToken enough, CancellationToken giveUp = default) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * 1000) + (number * 100) + worker);
            var buffer = new byte[blockSizeBytes];
            while (!enough.IsCancellationRequested)
            {
                var block = random.Next(blockCount);
                if (random.Next(100) < writePercent)
                    await WriteAsync(block, buffer, giveUp).ConfigureAwait(false);
                else
                    await ReadAsync(block, buffer, giveUp).ConfigureAwait(false);
            }
        })));

    /// <summary>Reads every block.</summary>
    public async Task ReadAllAsync(int blockCount, CancellationToken giveUp = default)
    {
        var buffer = new byte[blockSizeBytes];
        for (var block = 0; block < blockCount; block++)
            await ReadAsync(block, buffer, giveUp).ConfigureAwait(false);
    }

    private async Task WriteAsync(long block, byte[] buffer, CancellationToken giveUp)
    {
        var value = (Interlocked.Increment(ref _writes) * ClientsMax) + number;
        StampedBlock.Write(buffer, block, value);
        var begin = history.Now();
        var begun = time.GetTimestamp();
        var end = BlockOperation.NeverAnswered;
        try
        {
            var outcome = await disk.WriteAsync(block * blockSizeBytes, buffer, giveUp).ConfigureAwait(false);
            if (outcome.IsGood)
                end = history.Now();
            Note(begun, outcome, $"writing block {block}");
        }
        finally
        {
            history.Add(new BlockOperation(name, block, true, value, begin, end));
        }
    }

    private async Task ReadAsync(long block, byte[] buffer, CancellationToken giveUp)
    {
        var begin = history.Now();
        var begun = time.GetTimestamp();
        var outcome = await disk.ReadAsync(block * blockSizeBytes, buffer, giveUp).ConfigureAwait(false);
        if (outcome.IsGood)
            history.Add(new BlockOperation(name, block, false, StampedBlock.Read(buffer, block), begin, history.Now()));
        Note(begun, outcome, $"reading block {block}");
    }

    private void Note(long begun, ScsiOutcome outcome, string doing)
    {
        var took = time.GetElapsedTime(begun);
        Interlocked.Increment(ref _commands);
        lock (_sync)
        {
            if (took > _longest)
                _longest = took;
            if (!outcome.IsGood)
                _errors.Add($"{name}, {doing}: {outcome}");
        }
    }
}
