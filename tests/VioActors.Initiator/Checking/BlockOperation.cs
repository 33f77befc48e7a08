namespace VioActors.Initiator.Checking;

/// <summary>
/// One read or write of one block in a history. Its begin and end are places in one order of all events: whatever ended before another
/// began has the smaller number. Immutable.
/// </summary>
/// <param name="Client">Who did it, for people.</param>
/// <param name="Block">Which block.</param>
/// <param name="IsWrite">A write; else a read.</param>
/// <param name="Value">
/// Number of the write, above 0 and unique for the block; of a read that of the write that it found, 0 for none, null for a block that no
/// single write made.
/// </param>
/// <param name="Begin">Place of its begin.</param>
/// <param name="End">
/// Place of its answer; <see cref="NeverAnswered"/>: a write which may or may not have been carried out, at any time after its begin.
/// </param>
public sealed record BlockOperation(string Client, long Block, bool IsWrite, long? Value, long Begin, long End)
{
    public const long NeverAnswered = long.MaxValue;

    public override string ToString() => FormattableString.Invariant(
        $"{Client} {(IsWrite ? "wrote" : "read")} {(object?)Value ?? "garbage"} in block {Block} at {Begin} to {EndText}");

    private object EndText => End == NeverAnswered ? "?" : End;
}
