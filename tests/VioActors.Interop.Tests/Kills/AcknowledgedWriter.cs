using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// Writes through one qemu-io process until that is killed, and enters into the ledger what was begun and what has reached the medium.
/// Used by one task.
/// </summary>
internal sealed class AcknowledgedWriter(string name, SectorLedger ledger, WriteRegion region, Random random, Countdown acknowledgements)
{
    private readonly List<SectorRange> _unflushed = [];
    private byte _value;

    /// <summary>Writes and flushes that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Ends when the process is killed.</summary>
    /// <exception cref="InvalidOperationException">A write was answered with an error.</exception>
    public async Task RunAsync(QemuIo qemu, SectorRange window)
    {
        _unflushed.Clear();
        try
        {
            while (true)
            {
                await StepAsync(qemu, window);
                Acknowledged++;
                acknowledgements.Signal();
            }
        }
        catch (IOException)
        {
            // Killed: what was under way may have been done or not.
        }
    }

    private async Task StepAsync(QemuIo qemu, SectorRange window)
    {
        var kind = random.Next(100);
        if (kind < 15)
        {
            await FlushAsync(qemu);
            return;
        }

        var range = region.Draw(random, window);
        _value = (byte)(_value == byte.MaxValue ? 1 : _value + 1);
        ledger.Begin(range, _value);
        var isForced = kind < 55;
        var answer = await qemu.ExecuteAsync($"write {(isForced ? "-f " : "")}-P 0x{_value:x2} {range}");
        var bytes = range.Count * SectorRange.SectorBytes;
        if (!answer.StartsWith($"wrote {bytes}/{bytes} bytes", StringComparison.Ordinal))
            throw new InvalidOperationException($"Writer {name}: the write of {range} was answered with [{answer}].");
        if (isForced)
            ledger.Reached(range);
        else
            _unflushed.Add(range);
    }

    private async Task FlushAsync(QemuIo qemu)
    {
        var answer = await qemu.ExecuteAsync("flush");
        if (answer.Length > 0)
            throw new InvalidOperationException($"Writer {name}: a flush was answered with [{answer}].");
        foreach (var range in _unflushed)
            ledger.Reached(range);
        _unflushed.Clear();
    }
}
