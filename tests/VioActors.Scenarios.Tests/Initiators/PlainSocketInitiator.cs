using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VioActors.Scsi.Luns;

namespace VioActors.Scenarios.Tests.Initiators;

/// <summary>
/// An iSCSI session by hand, one command at a time, that allocates nothing for a command: what is allocated meanwhile is the target's.
/// </summary>
internal sealed class PlainSocketInitiator : IDisposable
{
    private const int HeaderBytes = 48;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _sent;
    private readonly byte[] _received;
    private uint _cmdSn = 1;
    private uint _expStatSn;

    public PlainSocketInitiator(IPEndPoint portal, string target, int lun, int transferBytes)
    {
        (_sent, _received) = (new byte[HeaderBytes + transferBytes], new byte[HeaderBytes + transferBytes]);
        _socket.Connect(portal);
        Login(target);
        BinaryPrimitives.WriteUInt64BigEndian(_sent.AsSpan(8), LunAddress.Encode(lun));
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>READ(16) or WRITE(16) of as many bytes as a transfer has; false: it ended with another status than GOOD.</summary>
    public bool Transfer(bool isWrite, long lba)
    {
        var size = _sent.Length - HeaderBytes;
        var header = _sent.AsSpan(0, HeaderBytes);
        (header[0], header[1]) = (0x01, (byte)(isWrite ? 0xA1 : 0xC1));
        BinaryPrimitives.WriteInt32BigEndian(header[4..], isWrite ? size : 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], _cmdSn);
        BinaryPrimitives.WriteInt32BigEndian(header[20..], size);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], _cmdSn++);
        BinaryPrimitives.WriteUInt32BigEndian(header[28..], _expStatSn);
        header[32] = (byte)(isWrite ? 0x8A : 0x88);
        BinaryPrimitives.WriteInt64BigEndian(header[34..], lba);
        BinaryPrimitives.WriteInt32BigEndian(header[42..], size / 512);
        _socket.Send(_sent.AsSpan(0, HeaderBytes + (isWrite ? size : 0)));
        while (true)
        {
            ReceivePdu();
            var isEnd = _received[0] == 0x21 || (_received[0] == 0x25 && (_received[1] & 1) != 0);
            if (isEnd)
                return _received[3] == 0;
        }
    }

    private void Login(string target)
    {
        var keys = Encoding.ASCII.GetBytes(string.Concat(
            new[]
            {
                "InitiatorName=iqn.2026-11.test:plain", $"TargetName={target}", "SessionType=Normal", "HeaderDigest=None",
                "DataDigest=None", "ImmediateData=Yes", "InitialR2T=No", "MaxRecvDataSegmentLength=262144",
            }.Select(key => key + '\0')));
        var pdu = new byte[HeaderBytes + ((keys.Length + 3) & ~3)];
        (pdu[0], pdu[1], pdu[8]) = (0x43, 0x87, 0x80);
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(4), keys.Length);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(24), _cmdSn);
        keys.CopyTo(pdu, HeaderBytes);
        _socket.Send(pdu);
        ReceivePdu();
        Assert.Equal((0x23, 0), (_received[0], BinaryPrimitives.ReadUInt16BigEndian(_received.AsSpan(36))));
    }

    private void ReceivePdu()
    {
        Receive(_received.AsSpan(0, HeaderBytes));
        var size = BinaryPrimitives.ReadInt32BigEndian(_received.AsSpan(4)) & 0xFFFFFF;
        Receive(_received.AsSpan(HeaderBytes, (size + 3) & ~3));
        _expStatSn = BinaryPrimitives.ReadUInt32BigEndian(_received.AsSpan(24)) + 1;
    }

    private void Receive(Span<byte> place)
    {
        while (!place.IsEmpty)
        {
            var count = _socket.Receive(place);
            if (count == 0)
                throw new IOException("The target closed the connection.");
            place = place[count..];
        }
    }
}
