namespace VioActors.Management.View;

/// <summary>
/// The reads of the view in two lines: those of the VIOS DB, and those of hypervisors. Nothing of the VIOS DB hangs on what a hypervisor
/// says, so whoever asks for something else does not wait for a machine that may be gone. Not thread-safe.
/// </summary>
internal sealed class ReadLines(int runningMax)
{
    private readonly ReadProgress _viosDb = new(runningMax);
    private readonly ReadProgress _hypervisors = new(runningMax);

    /// <summary>Nothing is due or runs.</summary>
    public bool IsIdle => _viosDb.IsIdle && _hypervisors.IsIdle;

    /// <inheritdoc cref="ReadProgress.Change"/>
    public void Change(ViewSource source) => LineOf(source).Change(source);

    /// <inheritdoc cref="ReadProgress.Discover"/>
    public void Discover(ViewSource source, long ticket)
    {
        if (LineOf(source) == _viosDb)
        {
            _viosDb.Discover(source, ticket);
        }
        else
        {
            _hypervisors.Change(source);
        }
    }

    /// <inheritdoc cref="ReadProgress.TryBegin"/>
    public bool TryBegin(out ViewSource source) => _viosDb.TryBegin(out source) || _hypervisors.TryBegin(out source);

    /// <inheritdoc cref="ReadProgress.End"/>
    public long? End(ViewSource source) => LineOf(source).End(source);

    public void Close(ViewSource source, long ticket) => LineOf(source).Close(ticket);

    /// <summary>A question that is asked now.</summary>
    /// <param name="needsHypervisors">What hypervisors say belongs to its answer.</param>
    public ReadsAwaited Await(bool needsHypervisors) => new(_viosDb.LastTicket, needsHypervisors);

    /// <summary>Whether all was read that the question waits for.</summary>
    public bool IsDone(ReadsAwaited awaited)
    {
        if (!_viosDb.IsDone(awaited.ViosDb))
        {
            return false;
        }

        // Only now is it known which hypervisors there are.
        awaited.Hypervisors ??= _hypervisors.LastTicket;
        return !awaited.NeedsHypervisors || _hypervisors.IsDone(awaited.Hypervisors.Value);
    }

    private ReadProgress LineOf(ViewSource source) => source.Kind == ViewSourceKind.Cec ? _hypervisors : _viosDb;
}

/// <summary>What a question waits for. Not thread-safe.</summary>
internal sealed class ReadsAwaited(long viosDb, bool needsHypervisors)
{
    /// <summary>Every read of the VIOS DB up to this one.</summary>
    public long ViosDb => viosDb;

    public bool NeedsHypervisors => needsHypervisors;

    /// <summary>Then every read of a hypervisor up to this one; null until those of the VIOS DB are back.</summary>
    public long? Hypervisors { get; set; }
}
