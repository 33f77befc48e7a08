namespace VioActors.Iscsi.Session;

/// <summary>Running totals of one session. Each total has one writing thread at a time; thread-safe to read.</summary>
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

    internal void Command() => Volatile.Write(ref _commands, _commands + 1);

    internal void AddRead(int sizeBytes) => Volatile.Write(ref _readBytes, _readBytes + sizeBytes);

    internal void AddWritten(int sizeBytes) => Volatile.Write(ref _writtenBytes, _writtenBytes + sizeBytes);

    internal void PduReceived() => Volatile.Write(ref _pdusReceived, _pdusReceived + 1);

    internal void PduSent() => Volatile.Write(ref _pdusSent, _pdusSent + 1);

    internal void Reject() => Volatile.Write(ref _rejects, _rejects + 1);

    internal void DroppedCommand() => Volatile.Write(ref _droppedCommands, _droppedCommands + 1);
}
