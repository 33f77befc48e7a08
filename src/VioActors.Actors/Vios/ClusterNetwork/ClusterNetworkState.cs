namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>Whether the own way to the VIOS DB works, for the actors at its ends and the interconnects. Thread-safe.</summary>
internal sealed class ClusterNetworkState
{
    private volatile bool _isCut;
    private volatile bool _isSilent;
    private volatile string? _writeProblem;
    private long _dropped;
    private long _heard;

    /// <summary>Cut on purpose: nothing passes.</summary>
    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    /// <summary>Questions stay without an answer.</summary>
    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    /// <summary>Why what the DB is told cannot be stored, though it answers what it is asked; null: it can.</summary>
    public string? WriteProblem
    {
        get => _writeProblem;
        set => _writeProblem = value;
    }

    /// <summary>Not to be relied on: peers are told so.</summary>
    public bool IsLost => _isCut || _isSilent || _writeProblem is not null;

    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Messages that came from the DB by the own way.</summary>
    public long Heard => Volatile.Read(ref _heard);

    public void Drop() => Interlocked.Increment(ref _dropped);

    public void NoteHeard() => Interlocked.Increment(ref _heard);
}
