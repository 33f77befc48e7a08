namespace VioActors.Iscsi.Session;

/// <summary>Running totals of one session over all its connections. Thread-safe.</summary>
public sealed class SessionCounters
{
    private long _commands;
    private long _readBytes;
    private long _writtenBytes;
    private long _pdusReceived;
    private long _pdusSent;
    private long _rejects;
    private long _droppedCommands;

    /// <summary>SCSI commands taken.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>Data-In payload sent, bytes.</summary>
    public long ReadBytes => Volatile.Read(ref _readBytes);

    /// <summary>Data-Out payload received, bytes.</summary>
    public long WrittenBytes => Volatile.Read(ref _writtenBytes);

    public long PdusReceived => Volatile.Read(ref _pdusReceived);

    public long PdusSent => Volatile.Read(ref _pdusSent);

    /// <summary>Reject PDUs sent.</summary>
    public long Rejects => Volatile.Read(ref _rejects);

    /// <summary>Requests outside the command window.</summary>
    public long DroppedCommands => Volatile.Read(ref _droppedCommands);

    internal void Command() => Interlocked.Increment(ref _commands);

    internal void AddRead(int sizeBytes) => Interlocked.Add(ref _readBytes, sizeBytes);

    internal void AddWritten(int sizeBytes) => Interlocked.Add(ref _writtenBytes, sizeBytes);

    internal void PduReceived() => Interlocked.Increment(ref _pdusReceived);

    internal void PduSent() => Interlocked.Increment(ref _pdusSent);

    internal void Reject() => Interlocked.Increment(ref _rejects);

    internal void DroppedCommand() => Interlocked.Increment(ref _droppedCommands);
}
