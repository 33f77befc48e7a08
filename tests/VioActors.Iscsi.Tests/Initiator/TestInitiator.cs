using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>How a command ended, with all PDUs of it.</summary>
internal sealed record CommandResult(ScsiStatus Status, byte[] Data, byte[] Sense, int Residual, List<ReceivedPdu> Pdus);

/// <summary>A small initiator with one session: commands one at a time, or PDU by PDU.</summary>
internal sealed class TestInitiator : IDisposable
{
    public const string Name = "iqn.1993-08.org.debian:01:test";

    private readonly SessionNumbers _numbers;
    private uint _expStatSn;

    private TestInitiator(PduConnection wire, SessionNumbers numbers) => (Wire, _numbers) = (wire, numbers);

    public PduConnection Wire { get; }

    /// <summary>Shared by the connections of a session.</summary>
    public uint CmdSn
    {
        get => _numbers.CmdSn;
        set => _numbers.CmdSn = value;
    }

    public ushort Tsih { get; private set; }

    /// <summary>What login agreed on.</summary>
    public Dictionary<string, string> Keys { get; private set; } = [];

    public ulong LunField { get; set; } = 0x0001_0000_0000_0000;

    /// <summary>Logs in without authentication, offering <paramref name="offers"/> in the operational stage.</summary>
    public static async Task<TestInitiator> LoginAsync(TestPortal portal, params string[] offers)
    {
        var (initiator, answer) = await TryLoginAsync(portal, portal.TargetName, offers);
        Assert.Equal(LoginStatus.Success, answer.Status);
        return initiator;
    }

    public static async Task<TestInitiator> DiscoverAsync(TestPortal portal, params string[] offers)
    {
        var (initiator, answer) = await TryLoginAsync(portal, null, offers);
        Assert.Equal(LoginStatus.Success, answer.Status);
        return initiator;
    }

    /// <summary>Adds a connection to the session of <paramref name="leading"/>.</summary>
    public static async Task<TestInitiator> JoinAsync(TestPortal portal, TestInitiator leading, ushort cid, params string[] offers)
    {
        var (initiator, answer) = await TryJoinAsync(portal, leading, cid, offers);
        Assert.Equal(LoginStatus.Success, answer.Status);
        Assert.Equal(leading.Tsih, answer.Tsih);
        return initiator;
    }

    public static Task<(TestInitiator Initiator, LoginAnswer Answer)> TryJoinAsync(
        TestPortal portal, TestInitiator leading, ushort cid, params string[] offers) =>
        TryLoginAsync(portal, portal.TargetName, offers, tsih: leading.Tsih, cid: cid, numbers: leading._numbers);

    public static async Task<(TestInitiator Initiator, LoginAnswer Answer)> TryLoginAsync(
        TestPortal portal, string? target, string[] offers, ulong isid = 0x400001370001, ushort tsih = 0, ushort cid = 0,
        SessionNumbers? numbers = null)
    {
        var initiator = new TestInitiator(await PduConnection.OpenAsync(portal.EndPoint), numbers ?? new SessionNumbers());
        string[] identity = target is null
            ? [$"InitiatorName={Name}", "SessionType=Discovery"]
            : [$"InitiatorName={Name}", $"TargetName={target}"];
        await initiator.Wire.SendAsync(
            LoginText.Header(
                LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase, isid, tsih, cid: cid, cmdSn: initiator.CmdSn),
            LoginText.Of([.. identity, .. offers]));
        var answer = LoginAnswer.Of(await initiator.Wire.ReceiveAsync());
        initiator.Started(answer);
        return (initiator, answer);
    }

    public void Dispose() => Wire.Dispose();

    public uint NextTag() => _numbers.NextTag();

    /// <summary>A request header with the next CmdSN (an immediate one does not use it up).</summary>
    public byte[] Request(Opcode opcode, uint tag, bool immediate = false, bool final = true)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, opcode, final);
        _ = new BasicHeader(header)
        {
            Immediate = immediate,
            InitiatorTaskTag = tag,
            CmdSn = immediate ? CmdSn : _numbers.NextCmdSn(),
            ExpStatSn = _expStatSn
        };
        return header;
    }

    public byte[] Command(uint tag, byte[] cdb, uint expected, bool read = false, bool write = false, bool final = true,
        bool immediate = false)
    {
        var header = Request(Opcode.ScsiCommand, tag, immediate);
        var pdu = new ScsiCommandPdu(header)
        {
            Final = final,
            Read = read,
            Write = write,
            Attribute = (byte)TaskAttribute.Simple,
            LunField = LunField,
            ExpectedDataTransferLengthBytes = expected,
        };
        cdb.AsSpan(0, Math.Min(16, cdb.Length)).CopyTo(pdu.Cdb);
        return header;
    }

    public static byte[] DataOut(uint tag, uint transferTag, uint dataSn, uint offset, bool final)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, Opcode.DataOut, final);
        _ = new DataOutPdu(header)
        {
            InitiatorTaskTag = tag,
            TargetTransferTag = transferTag,
            DataSn = dataSn,
            BufferOffsetBytes = offset,
        };
        return header;
    }

    public async Task<CommandResult> ReadAsync(byte[] cdb, int size)
    {
        var tag = NextTag();
        await Wire.SendAsync(Command(tag, cdb, (uint)size, read: true));
        return await FinishAsync(tag, new byte[size], []);
    }

    public async Task<CommandResult> NoDataAsync(byte[] cdb) => await ReadAsync(cdb, 0);

    /// <summary>Writes with <paramref name="immediate"/> bytes in the command and <paramref name="unsolicited"/> bytes after it; the
    /// rest on request.</summary>
    public async Task<CommandResult> WriteAsync(byte[] cdb, byte[] data, int immediate = 0, int unsolicited = 0, int segment = 8192)
    {
        var tag = NextTag();
        await Wire.SendAsync(Command(tag, cdb, (uint)data.Length, write: true, final: unsolicited == 0), data.AsSpan(0, immediate));
        await SendDataAsync(tag, BasicHeader.NoTag, data, immediate, unsolicited, segment);
        return await FinishAsync(tag, [], data, segment);
    }

    /// <summary>Receives to the end of a command; answers R2Ts from <paramref name="data"/>.</summary>
    public async Task<CommandResult> FinishAsync(uint tag, byte[] destination, byte[] data, int segment = 8192)
    {
        var pdus = new List<ReceivedPdu>();
        for (; ; )
        {
            var pdu = await Wire.ReceiveAsync();
            pdus.Add(pdu);
            Assert.Equal(tag, pdu.Tag);
            switch (pdu.Opcode)
            {
                case Opcode.ReadyToTransfer:
                    var r2t = Demand.Of(pdu);
                    await SendDataAsync(tag, r2t.Tag, data, (int)r2t.Offset, (int)r2t.Length, segment);
                    break;
                case Opcode.DataIn:
                    pdu.Data.CopyTo(destination, Offset(pdu));
                    if (new DataInPdu(pdu.Header).HasStatus)
                    {
                        var last = new DataInPdu(pdu.Header);
                        _expStatSn = pdu.StatSn + 1;
                        return new CommandResult(
                            last.Status, destination, [], Residual(last.Overflow, last.Underflow, last.ResidualBytes), pdus);
                    }
                    break;
                default:
                    return Result(pdu.Expect(Opcode.ScsiResponse), destination, pdus);
            }
        }
    }

    public async Task SendDataAsync(uint tag, uint transferTag, byte[] data, int offset, int length, int segment)
    {
        uint dataSn = 0;
        for (var done = 0; done < length; done += segment)
        {
            var size = Math.Min(segment, length - done);
            await Wire.SendAsync(
                DataOut(tag, transferTag, dataSn++, (uint)(offset + done), done + size == length), data.AsSpan(offset + done, size));
        }
    }

    public async Task<TaskManagementResponse> ManageAsync(TaskManagementFunction function, uint referencedTag = BasicHeader.NoTag)
    {
        await SendManagementAsync(function, referencedTag);
        var pdu = (await Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        return new TaskManagementResponsePdu(pdu.Header).Response;
    }

    public async Task SendManagementAsync(
        TaskManagementFunction function, uint referencedTag = BasicHeader.NoTag, uint refCmdSn = 0, bool immediate = true)
    {
        var header = Request(Opcode.TaskManagementRequest, NextTag(), immediate);
        _ = new TaskManagementRequestPdu(header)
        {
            Function = function,
            ReferencedTaskTag = referencedTag,
            LunField = LunField,
            RefCmdSn = refCmdSn,
        };
        header[1] |= 0x80;
        await Wire.SendAsync(header);
    }

    /// <summary>Logs out and returns the response's code.</summary>
    public async Task<byte> LogOutAsync(byte reason, ushort cid, bool immediate = false)
    {
        var header = Request(Opcode.LogoutRequest, NextTag(), immediate);
        _ = new LogoutRequestPdu(header) { Reason = reason, ConnectionId = cid };
        await Wire.SendAsync(header);
        return new LogoutResponsePdu((await Wire.ReceiveAsync()).Expect(Opcode.LogoutResponse).Header).Response;
    }

    /// <summary>Answers a NOP-In of the target.</summary>
    public async Task AnswerPingAsync(ReceivedPdu ping)
    {
        var answer = Request(Opcode.NopOut, BasicHeader.NoTag, immediate: true);
        _ = new NopOutPdu(answer) { TargetTransferTag = new NopInPdu(ping.Expect(Opcode.NopIn).Header).TargetTransferTag };
        await Wire.SendAsync(answer);
    }

    public async Task<ReceivedPdu> PingAsync(byte[] data)
    {
        var header = Request(Opcode.NopOut, NextTag(), immediate: true);
        _ = new NopOutPdu(header) { TargetTransferTag = BasicHeader.NoTag };
        await Wire.SendAsync(header, data);
        return (await Wire.ReceiveAsync()).Expect(Opcode.NopIn);
    }

    private static int Offset(ReceivedPdu pdu) => (int)new DataInPdu(pdu.Header).BufferOffsetBytes;

    private static int Residual(bool overflow, bool underflow, uint count) => overflow ? (int)count : underflow ? -(int)count : 0;

    private CommandResult Result(ReceivedPdu pdu, byte[] destination, List<ReceivedPdu> pdus)
    {
        var response = new ScsiResponsePdu(pdu.Header);
        Assert.Equal(0, response.Response);
        _expStatSn = pdu.StatSn + 1;
        var sense = pdu.Data.Length > 2 ? pdu.Data[2..] : [];
        return new CommandResult(
            response.Status, destination, sense, Residual(response.Overflow, response.Underflow, response.ResidualBytes), pdus);
    }

    private void Started(LoginAnswer answer)
    {
        Keys = answer.Keys;
        Tsih = answer.Tsih;
        Wire.HeaderDigest = answer.Keys.GetValueOrDefault("HeaderDigest") == "CRC32C";
        Wire.DataDigest = answer.Keys.GetValueOrDefault("DataDigest") == "CRC32C";
        _expStatSn = answer.Pdu.StatSn + 1;
    }
}

/// <summary>What the connections of a session number together. Thread-safe.</summary>
internal sealed class SessionNumbers
{
    private uint _cmdSn = 1;
    private uint _tag = 100;

    public uint CmdSn
    {
        get => Volatile.Read(ref _cmdSn);
        set => Volatile.Write(ref _cmdSn, value);
    }

    public uint NextCmdSn() => Interlocked.Increment(ref _cmdSn) - 1;

    public uint NextTag() => Interlocked.Increment(ref _tag);
}

/// <summary>The fields of an R2T.</summary>
internal readonly record struct Demand(uint Tag, uint R2tSn, uint Offset, uint Length)
{
    public static Demand Of(ReceivedPdu pdu)
    {
        var view = new ReadyToTransferPdu(pdu.Expect(Opcode.ReadyToTransfer).Header);
        return new Demand(view.TargetTransferTag, view.R2tSn, view.BufferOffsetBytes, view.DesiredDataTransferLengthBytes);
    }
}
