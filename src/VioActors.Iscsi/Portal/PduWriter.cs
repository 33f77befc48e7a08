using VioActors.Iscsi.Digest;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Session;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// Turns queue entries into PDUs with their sequence numbers and digests. A response with much Data-In goes on in the next batch where
/// the last
/// one was full. Used by the thread which pumps the sender.
/// </summary>
internal sealed class PduWriter(CommandWindow window, SessionCounters counters)
{
    /// <summary>Longest sense data (SPC-4 clause 4.5.1).</summary>
    private const int SenseSizeBytesMax = 252;

    private uint _statSn = 1;
    private int _dataOffset;
    private uint _dataSn;

    /// <summary>That of the connection's login, then that of its session.</summary>
    public CommandWindow Window { get; set; } = window;

    public SessionCounters Counters { get; set; } = counters;

    /// <summary>What login negotiated; set before the first PDU of the full feature phase is queued.</summary>
    public SessionParameters Parameters { get; set; } = new();

    /// <summary>Writes <paramref name="item"/>; false when the batch was full before its end.</summary>
    public bool Write(in SendItem item, SendBatch batch)
    {
        switch (item.Subject)
        {
            case ControlPdu control:
                WriteControl(control, batch);
                return true;
            case IscsiTask task when item.IsR2t:
                WriteR2t(task, item.R2t, batch);
                return true;
            case IscsiTask task:
                return WriteResponse(task, batch);
            default:
                throw new InvalidOperationException($"The send queue cannot take a {item.Subject.GetType().Name}.");
        }
    }

    private void WriteControl(ControlPdu pdu, SendBatch batch)
    {
        var header = Header(batch, pdu.IsPlain);
        pdu.Header.CopyTo(header);
        new BasicHeader(header).DataSizeBytes = pdu.Data.Length;
        Stamp(header, pdu.AdvancesStatSn);
        Close(header, pdu.IsPlain);
        WriteSmallData(pdu.Data.Span, pdu.IsPlain, batch);
    }

    private void WriteR2t(IscsiTask task, in R2t r2t, SendBatch batch)
    {
        var header = Header(batch);
        BasicHeader.Start(header, Opcode.ReadyToTransfer);
        _ = new ReadyToTransferPdu(header)
        {
            LunField = task.LunField,
            InitiatorTaskTag = task.Tag,
            TargetTransferTag = r2t.TargetTransferTag,
            R2tSn = r2t.R2tSn,
            BufferOffsetBytes = r2t.OffsetBytes,
            DesiredDataTransferLengthBytes = r2t.LengthBytes,
        };
        Stamp(header, advance: false);
        Close(header);
    }

    private bool WriteResponse(IscsiTask task, SendBatch batch)
    {
        var response = task.Response;
        var residual = Residual.Of(task, response);
        if (response.DataIn is { } dataIn)
        {
            var sizeBytes = (int)Math.Min(dataIn.SizeBytes, task.DataInSizeBytes);
            // Status goes with the last Data-In only when there is nothing else to say (RFC 7143 clause 11.7.3).
            var collapse = sizeBytes > 0 && response.Status == ScsiStatus.Good && response.Sense.IsEmpty && task.DataOutSizeBytes == 0;
            while (_dataOffset < sizeBytes)
            {
                if (batch.IsFull)
                {
                    return false;
                }
                WriteDataIn(task, dataIn.Segment[..sizeBytes], collapse, residual, batch);
            }
            batch.Own(dataIn);
            Counters.AddRead(sizeBytes);
            if (collapse)
            {
                (_dataOffset, _dataSn) = (0, 0);
                return true;
            }
        }
        WriteStatus(task, response, residual, batch);
        (_dataOffset, _dataSn) = (0, 0);
        return true;
    }

    private void WriteDataIn(IscsiTask task, ArraySegment<byte> data, bool collapse, Residual residual, SendBatch batch)
    {
        // A PDU ends at the initiator's segment limit and at the end of a sequence of MaxBurstLength (clauses 13.12, 13.13).
        var burstLeft = Parameters.MaxBurstLength - (_dataOffset % Parameters.MaxBurstLength);
        var size = Math.Min(data.Count - _dataOffset, Math.Min(burstLeft, Parameters.InitiatorRecvSegmentLengthMax));
        var last = _dataOffset + size == data.Count;
        var header = Header(batch);
        BasicHeader.Start(header, Opcode.DataIn, final: last || size == burstLeft);
        var pdu = new DataInPdu(header)
        {
            InitiatorTaskTag = task.Tag,
            TargetTransferTag = BasicHeader.NoTag,
            DataSn = _dataSn++,
            BufferOffsetBytes = (uint)_dataOffset,
        };
        new BasicHeader(header).DataSizeBytes = size;
        if (last && collapse)
        {
            pdu.HasStatus = true;
            pdu.Status = task.Response.Status;
            pdu.Overflow = residual.IsOverflow;
            pdu.Underflow = residual.IsUnderflow;
            pdu.ResidualBytes = residual.CountBytes;
            Stamp(header, advance: true);
        }
        else
        {
            StampWindow(header);
        }
        Close(header);
        var slice = data.Slice(_dataOffset, size);
        batch.Append(slice);
        WriteTrailer(Parameters.DataDigest ? Crc32C.Append(Crc32C.Initial, slice) : 0, size, batch);
        _dataOffset += size;
    }

    private void WriteStatus(IscsiTask task, in ScsiResponse response, Residual residual, SendBatch batch)
    {
        var header = Header(batch);
        BasicHeader.Start(header, Opcode.ScsiResponse);
        var pdu = new ScsiResponsePdu(header)
        {
            Status = response.Status,
            InitiatorTaskTag = task.Tag,
            ExpDataSn = _dataSn + task.R2tCount,
            Overflow = residual.IsOverflow,
            Underflow = residual.IsUnderflow,
            ResidualBytes = residual.CountBytes,
        };
        if (task.DataInSizeBytes > 0 && task.DataOutSizeBytes > 0)
        {
            pdu.BidirectionalReadUnderflow = response.DataIn is null;
            pdu.BidirectionalReadResidualBytes = response.DataIn is null ? (uint)task.DataInSizeBytes : 0;
        }
        var sense = response.Sense.Span[..Math.Min(response.Sense.Length, SenseSizeBytesMax)];
        new BasicHeader(header).DataSizeBytes = sense.IsEmpty ? 0 : sense.Length + 2;
        Stamp(header, advance: true);
        Close(header);
        if (!sense.IsEmpty)
        {
            Span<byte> data = stackalloc byte[2 + SenseSizeBytesMax];
            data = data[..(2 + sense.Length)];
            data.SetUInt16(0, (ushort)sense.Length);
            sense.CopyTo(data[2..]);
            WriteSmallData(data, plain: false, batch);
        }
    }

    private Span<byte> Header(SendBatch batch, bool plain = false) =>
        batch.Append(BasicHeader.SizeBytes + (Parameters.HeaderDigest && !plain ? Crc32C.SizeBytes : 0));

    private void Stamp(Span<byte> header, bool advance)
    {
        StampWindow(header);
        _ = new TargetSequence(header) { StatSn = _statSn };
        _statSn += advance ? 1u : 0u;
    }

    private void StampWindow(Span<byte> header)
    {
        var (expCmdSn, maxCmdSn) = Window.Advertise();
        _ = new TargetSequence(header) { ExpCmdSn = expCmdSn, MaxCmdSn = maxCmdSn };
        Counters.PduSent();
    }

    private void Close(Span<byte> header, bool plain = false)
    {
        if (Parameters.HeaderDigest && !plain)
        {
            Crc32C.Write(header[BasicHeader.SizeBytes..], Crc32C.Compute(header[..BasicHeader.SizeBytes]));
        }
    }

    private void WriteSmallData(ReadOnlySpan<byte> data, bool plain, SendBatch batch)
    {
        if (data.IsEmpty)
        {
            return;
        }
        data.CopyTo(batch.Append(data.Length));
        WriteTrailer(Parameters.DataDigest && !plain ? Crc32C.Append(Crc32C.Initial, data) : 0, data.Length, batch, plain);
    }

    private void WriteTrailer(uint crc, int dataSizeBytes, SendBatch batch, bool plain = false)
    {
        var padding = BasicHeader.PaddingSizeBytes(dataSizeBytes);
        var digest = Parameters.DataDigest && !plain;
        if (padding > 0)
        {
            batch.Append(padding).Clear();
        }
        if (digest)
        {
            Crc32C.Write(batch.Append(Crc32C.SizeBytes), Crc32C.Finish(Crc32C.AppendPadding(crc, padding)));
        }
    }
}
