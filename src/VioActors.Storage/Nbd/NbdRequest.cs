namespace VioActors.Storage.Nbd;

/// <summary>One request as the caller means it; may be sent several times, over several connections. Immutable.</summary>
internal readonly record struct NbdRequest(NbdCommand Command, long OffsetBytes, int LengthBytes)
{
    /// <summary>For a read.</summary>
    public Memory<byte> Destination { get; init; }

    /// <summary>For a write.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    public bool ForceUnitAccess { get; init; }

    /// <summary>Whether a copy of it that the server has still in its hands could do harm later.</summary>
    public bool ChangesBytes => Command is NbdCommand.Write or NbdCommand.WriteZeroes or NbdCommand.Trim;
}

/// <summary>A request on the wire. Touched by the receiving loop only, but for its birth.</summary>
internal sealed class NbdPending(NbdRequest request, long sentAt)
{
    private const int ChunkCountMax = 4096;
    private readonly TaskCompletionSource<NbdReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<(int Start, int End)>? _chunks;
    private int _receivedBytes;

    public NbdRequest Request { get; } = request;

    /// <summary>Timestamp of the time provider.</summary>
    public long SentAt { get; } = sentAt;

    public Task<NbdReply> Reply => _reply.Task;

    /// <summary>First error chunk of a structured reply; the rest of the reply still has to come.</summary>
    public NbdReply? Failure { get; set; }

    /// <summary>Notes that a part of the read is there; the memory to fill, or for a hole, to clear.</summary>
    /// <exception cref="NbdProtocolException">Outside of what was asked for, or more than it.</exception>
    public Memory<byte> Take(long offsetBytes, long lengthBytes)
    {
        if (Request.Command != NbdCommand.Read)
            throw new NbdProtocolException("it sent data for a request that reads none");
        var start = offsetBytes - Request.OffsetBytes;
        if (start < 0 || lengthBytes < 1 || start > Request.LengthBytes - lengthBytes)
            throw new NbdProtocolException("it sent data outside of what was asked for");
        if (lengthBytes != Request.LengthBytes)
            Note((int)start, (int)(start + lengthBytes));
        _receivedBytes += (int)lengthBytes;
        if (_receivedBytes > Request.LengthBytes)
            throw new NbdProtocolException("it sent more data than was asked for");
        return Request.Destination.Slice((int)start, (int)lengthBytes);
    }

    /// <summary>The reply is whole.</summary>
    /// <exception cref="NbdProtocolException">A read was answered as done, and bytes of it are missing.</exception>
    public void Complete()
    {
        if (Failure is null && Request.Command == NbdCommand.Read && !IsCovered())
            throw new NbdProtocolException("it left bytes out of what was asked for");
        End(Failure ?? new NbdReply(NbdEnd.Answered, 0, null));
    }

    public void End(NbdReply reply) => _reply.TrySetResult(reply);

    private void Note(int start, int end)
    {
        _chunks ??= [];
        if (_chunks.Count >= ChunkCountMax)
            throw new NbdProtocolException($"it split a read into more than {ChunkCountMax} chunks");
        _chunks.Add((start, end));
    }

    private bool IsCovered()
    {
        if (_receivedBytes != Request.LengthBytes)
            return false;
        var next = 0;
        foreach (var (start, end) in (_chunks ?? []).Order())
        {
            if (start != next)
                return false;
            next = end;
        }

        return _chunks is null || next == Request.LengthBytes;
    }
}
