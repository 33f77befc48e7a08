using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Memory;

/// <summary>Memory that one partition has of another, which is frozen. Immutable.</summary>
/// <param name="Mebibytes">How much, in MiB.</param>
public sealed record MemoryLoan(long Number, PartitionId Lender, PartitionId Borrower, int Mebibytes);

/// <summary>
/// The memory of one CEC, to whom it is assigned, and what frozen partitions lend (NPV-9). Accounts only: whose the bytes are, not what is
/// in them. Not thread-safe: owned by the hypervisor's memory keeper.
/// <para>
/// Guarantee: what is assigned is at most what there is, what a partition has lent is at most what it has, and only a partition that is
/// frozen lends.
/// </para>
/// </summary>
/// <param name="mebibytes">Memory of the CEC in MiB.</param>
public sealed class MemoryAccount(int mebibytes)
{
    private readonly SortedDictionary<PartitionId, int> _assigned = [];
    private readonly SortedSet<PartitionId> _lending = [];
    private readonly SortedDictionary<long, MemoryLoan> _loans = [];
    private long _lastNumber;

    public int Mebibytes => mebibytes;

    /// <summary>Assigned to nobody.</summary>
    public int FreeMebibytes => mebibytes - _assigned.Values.Sum();

    public IReadOnlyCollection<MemoryLoan> Loans => _loans.Values;

    /// <summary>Memory that is a partition's own; 0 when it has none.</summary>
    public int AssignedTo(PartitionId client) => _assigned.GetValueOrDefault(client);

    /// <summary>What a partition can use now: its own, less what it lent, and what it borrowed.</summary>
    public int UsableBy(PartitionId client) => AssignedTo(client) + _loans.Values.Sum(loan =>
        (loan.Borrower == client ? loan.Mebibytes : 0) - (loan.Lender == client ? loan.Mebibytes : 0));

    /// <summary>What frozen partitions could lend still.</summary>
    public int LendableMebibytes => _lending.Sum(Lendable);

    /// <summary>Gives a partition memory of its own; false when there is not as much. A repeat changes nothing.</summary>
    public bool Assign(PartitionId client, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        return _assigned.ContainsKey(client) || (wanted <= FreeMebibytes && _assigned.TryAdd(client, wanted));
    }

    /// <summary>The partition has ended: what it borrowed is its lenders' again. Gives the loans of its own memory, which end.</summary>
    public IReadOnlyList<MemoryLoan> Remove(PartitionId client)
    {
        foreach (var loan in _loans.Values.Where(loan => loan.Borrower == client).ToList())
            _loans.Remove(loan.Number);
        var ended = LentBy(client);
        foreach (var loan in ended)
            _loans.Remove(loan.Number);
        _assigned.Remove(client);
        _lending.Remove(client);
        return ended;
    }

    /// <summary>The partition is frozen: its memory may be lent.</summary>
    public void BeginLending(PartitionId client)
    {
        if (_assigned.ContainsKey(client))
            _lending.Add(client);
    }

    /// <summary>Nothing more of it is lent. Gives the loans which must come back before it goes on.</summary>
    public IReadOnlyList<MemoryLoan> EndLending(PartitionId client)
    {
        _lending.Remove(client);
        return LentBy(client);
    }

    /// <summary>Lends, of as many frozen partitions as it takes; null when they have not as much, or the borrower is frozen.</summary>
    public IReadOnlyList<MemoryLoan>? Borrow(PartitionId borrower, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        if (_lending.Contains(borrower) || !_assigned.ContainsKey(borrower) || wanted > LendableMebibytes)
            return null;
        var made = new List<MemoryLoan>();
        foreach (var lender in _lending)
        {
            var part = Math.Min(wanted, Lendable(lender));
            if (part == 0)
                continue;
            var loan = new MemoryLoan(++_lastNumber, lender, borrower, part);
            _loans.Add(loan.Number, loan);
            made.Add(loan);
            wanted -= part;
            if (wanted == 0)
                break;
        }

        return made;
    }

    /// <summary>A loan came back, or is taken back; false when it has.</summary>
    public bool Return(long number) => _loans.Remove(number);

    private IReadOnlyList<MemoryLoan> LentBy(PartitionId client) => [.. _loans.Values.Where(loan => loan.Lender == client)];

    private int Lendable(PartitionId lender) => AssignedTo(lender) - LentBy(lender).Sum(loan => loan.Mebibytes);
}
