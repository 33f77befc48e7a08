using System.Buffers.Binary;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;

namespace VioActors.Iscsi.Tests.Fuzz;

/// <summary>Makes requests that are nearly right, and damages them: the bytes of one hostile session by its seed.</summary>
internal sealed class PduFuzzer(Random random)
{
    private static readonly string[] Keys =
    [
        "HeaderDigest", "DataDigest", "MaxConnections", "SendTargets", "TargetName", "InitiatorName", "TargetAlias", "InitiatorAlias",
        "TargetAddress", "TargetPortalGroupTag", "InitialR2T", "ImmediateData", "MaxRecvDataSegmentLength", "MaxBurstLength",
        "FirstBurstLength", "DefaultTime2Wait", "DefaultTime2Retain", "MaxOutstandingR2T", "DataPDUInOrder", "DataSequenceInOrder",
        "ErrorRecoveryLevel", "SessionType", "AuthMethod", "CHAP_A", "CHAP_R", "CHAP_N", "CHAP_C", "CHAP_I", "IFMarker", "OFMarkInt",
        "TaskReporting", "iSCSIProtocolLevel", "X-org.example.key", "Z-unknown",
    ];

    private static readonly string[] Values =
    [
        "", "Yes", "No", "None", "CRC32C", "CRC32C,None", "0", "1", "512", "8192", "65536", "16777215", "16777216", "4294967296", "-1",
        "0x200", "0xFFFFFFFFFFFFFFFFFF", "All", "Discovery", "Normal", "CHAP", "CHAP,None", "5", "7,5", "Reject", "NotUnderstood",
        "Irrelevant", "RFC3720", "iqn.2025-01.org.example:disk", "0b", "0b====", "0x", "\u00fc", ",,,,",
    ];

    private static readonly byte[] Opcodes =
        [0x00, 0x12, 0x28, 0x2A, 0x2E, 0x2F, 0x35, 0x41, 0x42, 0x5E, 0x5F, 0x88, 0x89, 0x8A, 0x8B, 0x8E, 0x93, 0x9E, 0xA0, 0xA3];

    private uint _cmdSn = 1;
    private uint _tag = 1000;

    /// <summary>What a session sends after its login.</summary>
    public byte[] Session()
    {
        var pdus = new List<byte[]>();
        for (var left = random.Next(1, 40); left > 0; left--)
        {
            pdus.Add(Damage(Pdu()));
        }
        if (random.Next(3) == 0)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pdus)); // Held requests, gaps, late data.
        }
        return [.. pdus.SelectMany(static pdu => pdu)];
    }

    /// <summary>A login, right in its identity, wild in the rest.</summary>
    public byte[] Login(string target)
    {
        var text = new List<string> { "InitiatorName=" + TestInitiator.Name };
        text.Add(random.Next(4) == 0 ? "SessionType=Discovery" : "TargetName=" + target);
        for (var left = random.Next(0, 12); left > 0; left--)
        {
            text.Add($"{Keys[random.Next(Keys.Length)]}={Values[random.Next(Values.Length)]}");
        }
        var stage = random.Next(3) == 0 ? LoginStage.SecurityNegotiation : LoginStage.OperationalNegotiation;
        var header = LoginText.Header(
            stage, random.Next(5) == 0 ? null : LoginStage.FullFeaturePhase, (ulong)random.Next(1, 8),
            (ushort)(random.Next(6) == 0 ? random.Next(4) : 0), goesOn: random.Next(10) == 0);
        var login = Join(header, LoginText.Of(text));
        return random.Next(3) == 0 ? Damage(login) : login;
    }

    private byte[] Pdu()
    {
        var data = Data();
        switch (random.Next(12))
        {
            case <= 3:
                return Command(data);
            case 4 or 5:
                return Join(
                    TestInitiator.DataOut(
                        Tag(), random.Next(2) == 0 ? BasicHeader.NoTag : (uint)random.Next(4), (uint)random.Next(3),
                        (uint)(random.Next(8) * 512), random.Next(2) == 0), data);
            case 6:
                return Join(Request(Opcode.NopOut), data);
            case 7:
                return Join(Request(Opcode.TextRequest, final: random.Next(3) > 0), Text());
            case 8:
                var management = Request(Opcode.TaskManagementRequest);
                management[1] = (byte)(0x80 | random.Next(16));
                BinaryPrimitives.WriteUInt32BigEndian(management.AsSpan(20), Tag());
                return Join(management, []);
            case 9:
                var logout = Request(Opcode.LogoutRequest);
                logout[1] = (byte)(0x80 | random.Next(4));
                return random.Next(4) == 0 ? Join(logout, []) : Join(Request(Opcode.SnackRequest), []);
            case 10:
                return Join(Request((Opcode)random.Next(64)), data);
            default:
                var any = new byte[random.Next(1, 300)];
                random.NextBytes(any);
                return any;
        }
    }

    private byte[] Command(byte[] data)
    {
        var header = Request(Opcode.ScsiCommand, final: random.Next(4) > 0);
        header[1] |= (byte)(random.Next(8) << 4 | random.Next(8));
        new BasicHeader(header).LunField = random.Next(6) == 0 ? (ulong)random.NextInt64() : 0x0001_0000_0000_0000;
        BinaryPrimitives.WriteUInt32BigEndian(
            header.AsSpan(20), random.Next(8) switch { 0 => uint.MaxValue, 1 => int.MaxValue, var n => (uint)(n * 512) });
        random.NextBytes(header.AsSpan(32, 16));
        header[32] = random.Next(8) == 0 ? header[32] : Opcodes[random.Next(Opcodes.Length)];
        header.AsSpan(34, 6).Clear(); // Mostly inside of the disk.
        return Join(header, random.Next(2) == 0 ? data : []);
    }

    private byte[] Request(Opcode opcode, bool final = true)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, opcode, final);
        var immediate = random.Next(4) == 0;
        _ = new BasicHeader(header)
        {
            Immediate = immediate,
            InitiatorTaskTag = random.Next(20) == 0 ? BasicHeader.NoTag : Tag(),
            CmdSn = random.Next(15) == 0 ? (uint)random.Next() : immediate ? _cmdSn : _cmdSn++,
        };
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), random.Next(2) == 0 ? BasicHeader.NoTag : (uint)random.Next(4));
        return header;
    }

    /// <summary>Often one that was used before.</summary>
    private uint Tag() => random.Next(3) == 0 ? _tag : ++_tag;

    private byte[] Text()
    {
        var pairs = Enumerable.Range(0, random.Next(6))
            .Select(_ => $"{Keys[random.Next(Keys.Length)]}={Values[random.Next(Values.Length)]}");
        return LoginText.Of(random.Next(2) == 0 ? ["SendTargets="] : pairs);
    }

    private byte[] Data() =>
        new byte[random.Next(6) switch { 1 => random.Next(8), 2 => 512, 3 => 4096, 4 => random.Next(70_000), _ => 0 }];

    private byte[] Join(byte[] header, byte[] data)
    {
        byte[] additional = random.Next(20) == 0 ? new byte[4 * random.Next(1, 8)] : [];
        random.NextBytes(additional);
        _ = new BasicHeader(header) { DataSizeBytes = data.Length, AhsSizeBytes = additional.Length };
        return [.. header, .. additional, .. data, .. new byte[BasicHeader.PaddingSizeBytes(data.Length)]];
    }

    private byte[] Damage(byte[] bytes)
    {
        if (random.Next(3) > 0)
        {
            return bytes;
        }
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(Math.Min(bytes.Length, BasicHeader.SizeBytes))] = (byte)random.Next(256);
        }
        return random.Next(12) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
