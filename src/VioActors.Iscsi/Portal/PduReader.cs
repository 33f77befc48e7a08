using System.Runtime.CompilerServices;
using VioActors.Iscsi.Digest;
using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Portal;

/// <summary>Outcome of reading a part of a PDU.</summary>
internal enum ReadOutcome
{
    Ok,

    /// <summary>The peer closed or broke the connection.</summary>
    Closed,

    DigestError,
}

/// <summary>Frames PDUs of the full feature phase: header, additional segments, data, padding, digests. Used by the receive loop
/// alone.</summary>
internal sealed class PduReader(PduReceiver receiver, bool headerDigest, bool dataDigest)
{
    private readonly byte[] _header = new byte[BasicHeader.SizeBytes + BasicHeader.AhsSizeBytesMax];

    /// <summary>Header of the current PDU; stays until the next one.</summary>
    public Span<byte> Header => _header.AsSpan(0, BasicHeader.SizeBytes);

    public ReadOnlySpan<byte> AdditionalHeaders => _header.AsSpan(BasicHeader.SizeBytes, new BasicHeader(Header).AhsSizeBytes);

    public int DataSizeBytes => new BasicHeader(Header).DataSizeBytes;

    /// <summary>Reads the next header with its additional segments.</summary>
    public ValueTask<ReadOutcome> NextAsync()
    {
        var buffered = receiver.Buffered;
        if (buffered.Length >= BasicHeader.SizeBytes && buffered.Length >= HeaderSizeBytes(buffered))
        {
            return new ValueTask<ReadOutcome>(TakeHeader());
        }
        return NextSlowAsync();
    }

    /// <summary>Reads the data segment to <paramref name="destination"/>, which has its size.</summary>
    public ValueTask<ReadOutcome> ReadDataAsync(Memory<byte> destination)
    {
        var padding = BasicHeader.PaddingSizeBytes(destination.Length);
        if (dataDigest || receiver.BufferedBytes < destination.Length + padding)
        {
            return ReadDataSlowAsync(destination, padding);
        }
        receiver.Buffered[..destination.Length].CopyTo(destination.Span);
        receiver.Consume(destination.Length + padding);
        return new ValueTask<ReadOutcome>(ReadOutcome.Ok);
    }

    /// <summary>Drops the data segment, unchecked.</summary>
    public async ValueTask<ReadOutcome> SkipDataAsync()
    {
        var size = DataSizeBytes;
        if (size == 0)
        {
            return ReadOutcome.Ok;
        }
        var all = size + BasicHeader.PaddingSizeBytes(size) + (dataDigest ? Crc32C.SizeBytes : 0);
        return await receiver.SkipAsync(all).ConfigureAwait(false) ? ReadOutcome.Ok : ReadOutcome.Closed;
    }

    private int HeaderSizeBytes(Span<byte> buffered) =>
        BasicHeader.SizeBytes + new BasicHeader(buffered).AhsSizeBytes + (headerDigest ? Crc32C.SizeBytes : 0);

    private ReadOutcome TakeHeader()
    {
        var buffered = receiver.Buffered;
        var size = HeaderSizeBytes(buffered);
        var covered = headerDigest ? size - Crc32C.SizeBytes : size;
        buffered[..covered].CopyTo(_header);
        var valid = !headerDigest || Crc32C.Compute(buffered[..covered]) == Crc32C.Read(buffered[covered..]);
        receiver.Consume(size);
        return valid ? ReadOutcome.Ok : ReadOutcome.DigestError;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOutcome> NextSlowAsync()
    {
        if (!await receiver.FillAsync(BasicHeader.SizeBytes).ConfigureAwait(false)
            || !await receiver.FillAsync(HeaderSizeBytes(receiver.Buffered)).ConfigureAwait(false))
        {
            return ReadOutcome.Closed;
        }
        return TakeHeader();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOutcome> ReadDataSlowAsync(Memory<byte> destination, int padding)
    {
        if (!await receiver.ReadAsync(destination).ConfigureAwait(false))
        {
            return ReadOutcome.Closed;
        }
        var trailer = padding + (dataDigest && destination.Length > 0 ? Crc32C.SizeBytes : 0);
        if (!await receiver.FillAsync(trailer).ConfigureAwait(false))
        {
            return ReadOutcome.Closed;
        }
        var valid = true;
        if (trailer > padding)
        {
            var crc = Crc32C.Append(Crc32C.Append(Crc32C.Initial, destination.Span), receiver.Buffered[..padding]);
            valid = Crc32C.Finish(crc) == Crc32C.Read(receiver.Buffered[padding..]);
        }
        receiver.Consume(trailer);
        return valid ? ReadOutcome.Ok : ReadOutcome.DigestError;
    }
}
